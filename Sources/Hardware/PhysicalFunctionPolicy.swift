/// What becomes of a physical function whose virtual functions are enabled (`physicalFunctionWithVFs`).
package enum PhysicalFunctionPolicy: String, CaseIterable, Sendable {
    /// Only the virtual functions are offered.
    case hide
    /// Both are offered; a shared counter per physical function makes them exclusive.
    case counters
    /// Both are offered, as if they were independent.
    case offer
}

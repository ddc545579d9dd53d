/// How a line in the log is written.
package enum LogFormat: String, CaseIterable, Sendable {
    /// As the journal wants it where standard error leads there, else as text.
    case automatic = "auto"
    case text
    /// With the priority in front, and without the time, which the journal adds itself.
    case journal
    case json
}

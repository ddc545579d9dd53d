/// A field in which a stored slice is not as it shall be.
struct SpecDifference: Hashable, CustomStringConvertible {
    /// `spec.devices[0].attributes.model`.
    let path: String
    /// The API's field in which it lies: `attributes`.
    let field: String
    /// Whether the server has nothing where something shall be.
    let isMissing: Bool

    var description: String { path }
}

/// The name of a DRA driver, `spec.driver`: a DNS subdomain of at most 63 characters.
package struct DriverName: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// Upper case is refused, though servers accept it: they answer with a warning and compare in lower case.
    package init(_ text: String) throws(SliceError) {
        guard DNS1123.isSubdomain(text[...], longest: 63) else { throw .invalidDriverName(text) }
        description = text
    }
}

/// The API's rules for texts, as expressions. To make one takes far longer than to use it, so they are made once for a
/// pool.
struct NameRules {
    private let label = /[a-z0-9]([-a-z0-9]*[a-z0-9])?/
    private let subdomain = /[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/
    private let identifier = /[A-Za-z_][A-Za-z0-9_]{0,31}/
    private let sliceName = /[0-9a-f]{5,}-.*/
    private let quantity = /[0-9]+([kMGTPE]|[KMGTPE]i)?/
    private let versionCore = /(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)/
    /// What semver.org proposes, in two parts.
    private let versionRest =
        /(-((0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?(\+([0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*))?/

    func isLabel(_ text: String) -> Bool { text.wholeMatch(of: label) != nil }

    func isSubdomain(_ text: String, _ longest: Int) -> Bool {
        text.utf8.count <= longest && text.wholeMatch(of: subdomain) != nil
    }

    func isQualifiedName(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        return parts.count <= 2 && (parts.count == 1 || isSubdomain(parts[0], 63))
            && parts[parts.count - 1].wholeMatch(of: identifier) != nil
    }

    func isSliceName(_ text: String) -> Bool { text.wholeMatch(of: sliceName) != nil }

    func isQuantity(_ text: String) -> Bool { text.wholeMatch(of: quantity) != nil }

    func isSemanticVersion(_ text: String) -> Bool {
        guard let core = text.prefixMatch(of: versionCore) else { return false }
        return text[core.range.upperBound...].wholeMatch(of: versionRest) != nil
    }
}

private import FoundationEssentials

/// A point in time as Kubernetes writes it, RFC 3339, to the second.
struct KubernetesTime: Hashable {
    /// Since 1970.
    let seconds: Int

    /// nil where the text is no such time.
    init?(_ text: String) {
        let forms = [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)]
        guard let date = forms.lazy.compactMap({ try? $0.parse(text) }).first else { return nil }
        seconds = Int(date.timeIntervalSince1970.rounded(.down))
    }
}

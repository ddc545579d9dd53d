/// A version of the API group `resource.k8s.io` that has ResourceSlices; oldest first.
package enum APIVersion: String, CaseIterable, Sendable {
    case v1alpha3, v1beta1, v1beta2, v1

    /// Reads `v1` and `resource.k8s.io/v1`.
    package init(_ text: String) throws(SliceError) {
        let version = text.hasPrefix(Self.group) ? text.dropFirst(Self.group.count) : text[...]
        guard let known = APIVersion(rawValue: String(version)) else { throw .unknownAPIVersion(text) }
        self = known
    }

    /// `resource.k8s.io/v1`, the value of the field `apiVersion`.
    package var groupVersion: String { Self.group + rawValue }

    /// Whether a server of that release has ResourceSlices in this version, switched on or not.
    package func isServed(by kubernetes: KubernetesVersion) -> Bool {
        served.first <= kubernetes && served.last.map { kubernetes <= $0 } ?? true
    }

    /// The newest release whose rules we know and that has this version.
    package var newestServer: KubernetesVersion {
        min(served.last ?? .newestKnown, .newestKnown)
    }

    /// The best version that a server of that release has.
    package static func best(for kubernetes: KubernetesVersion) throws(SliceError) -> APIVersion {
        guard let best = allCases.last(where: { $0.isServed(by: kubernetes) }) else {
            throw .noResourceSlices(kubernetes)
        }
        return best
    }

    /// From 1.34 on the group version v1alpha3 is still there, but without ResourceSlice. The ends of v1beta1 and
    /// v1beta2 are those that Kubernetes has announced.
    private var served: (first: KubernetesVersion, last: KubernetesVersion?) {
        switch self {
        case .v1alpha3: (KubernetesVersion(major: 1, minor: 31), KubernetesVersion(major: 1, minor: 33))
        case .v1beta1: (KubernetesVersion(major: 1, minor: 32), KubernetesVersion(major: 1, minor: 37))
        case .v1beta2: (KubernetesVersion(major: 1, minor: 33), KubernetesVersion(major: 1, minor: 38))
        case .v1: (KubernetesVersion(major: 1, minor: 34), nil)
        }
    }

    private static let group = "resource.k8s.io/"
}

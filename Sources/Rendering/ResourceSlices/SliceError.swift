/// Why no slices can be written as they were asked for.
package enum SliceError: Error, Hashable, CustomStringConvertible {
    case invalidDriverName(String)
    case invalidNodeName(String)
    case unknownAPIVersion(String)
    case unreadableKubernetesVersion(String)
    case noResourceSlices(KubernetesVersion)
    case notServed(APIVersion, by: KubernetesVersion, best: APIVersion)
    case noCounters(KubernetesVersion)
    case negativeGeneration(Int64)

    package var description: String {
        switch self {
        case .invalidDriverName(let text):
            """
            "\(text)" cannot name a driver: a name has at most 63 characters, all of them lower-case letters, digits, \
            dots and dashes, and each part between dots begins and ends with a letter or digit, as in gpu.apus.dev.
            """
        case .invalidNodeName(let text):
            """
            "\(text)" cannot name a node: a name has at most 253 characters, all of them lower-case letters, digits, \
            dots and dashes, and each part between dots begins and ends with a letter or digit. Give the name that \
            "kubectl get nodes" shows.
            """
        case .unknownAPIVersion(let text):
            """
            There is no version "\(text)" of ResourceSlice; choose one of \
            \(APIVersion.allCases.reversed().map(\.rawValue).joined(separator: ", ")).
            """
        case .unreadableKubernetesVersion(let text):
            "\"\(text)\" is not a Kubernetes version; write it as 1.34 or v1.34.2."
        case .noResourceSlices(let kubernetes):
            "Kubernetes \(kubernetes) has no ResourceSlices that this program can write; they begin with 1.31."
        case .notServed(.v1alpha3, by: let kubernetes, best: let best)
        where kubernetes > APIVersion.v1alpha3.newestServer:
            """
            Kubernetes \(kubernetes) has no ResourceSlice in v1alpha3: servers after 1.33 keep only other kinds in \
            that version. Choose \(best.rawValue), or a Kubernetes version of at most 1.33.
            """
        case .notServed(let version, by: let kubernetes, best: let best):
            "Kubernetes \(kubernetes) does not serve ResourceSlices in \(version.rawValue); choose \(best.rawValue)."
        case .noCounters(let kubernetes):
            """
            Kubernetes \(kubernetes) has no shared counters, which physicalFunctionWithVFs: counters needs; they \
            begin with 1.33. Choose hide or offer.
            """
        case .negativeGeneration(let generation):
            "The pool generation \(generation) is negative; the smallest that a server accepts is 0."
        }
    }
}

/// What describes a Gaudi's network ports to the programs that use them. It is not in their image, since it holds the
/// machine's own addresses.
package enum HabanaConfiguration {
    package static let directory = "/etc/habanalabs"

    private static let names = ["gaudinet.json", "macAddrInfo.json"]

    /// The files that are there.
    package static func paths(in host: HostRoot) -> [String] {
        names.map { "\(directory)/\($0)" }.filter { host.reading($0) { _ in () } != nil }
    }
}

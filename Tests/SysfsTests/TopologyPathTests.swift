import Hardware
import Sysfs
import Testing

@Suite("A function's place in the device tree")
struct TopologyPathTests {
    struct Row: CustomTestStringConvertible {
        let address: String
        let link: String?
        let root: String?
        let upstream: [String]

        var testDescription: String { link ?? "no link" }
    }

    @Test(arguments: [
        Row(
            address: "0000:08:00.0", link: "../../../devices/pci0000:00/0000:00:03.0/0000:08:00.0", root: "pci0000:00",
            upstream: ["0000:00:03.0"]),
        Row(
            address: "0000:00:02.0", link: "../../../devices/pci0000:00/0000:00:02.0", root: "pci0000:00", upstream: []),
        // VMD: the domain has five digits, for which Kubernetes' rule gives no root.
        Row(
            address: "10001:80:07.0",
            link: "../../../devices/pci0000:6f/0000:6f:00.5/pci10001:80/10001:80:07.0", root: nil,
            upstream: ["0000:6f:00.5"]),
        // Roots below platform devices (arm64) and Hyper-V are no PCIe roots of that rule.
        Row(
            address: "0000:01:00.0",
            link: "../../../devices/platform/soc/600000000.pcie/pci0000:00/0000:00:00.0/0000:01:00.0", root: nil,
            upstream: ["0000:00:00.0"]),
        Row(
            address: "0021:00:00.0",
            link: "../../../devices/LNXSYSTM:00/LNXSYBUS:00/VMBUS:00/ab-cd/pci0021:00/0021:00:00.0", root: nil,
            upstream: []),
        Row(address: "0000:02:00.0", link: nil, root: nil, upstream: []),
        Row(address: "0000:02:00.0", link: "nonsense", root: nil, upstream: []),
        Row(
            address: "0000:02:00.0", link: "../../../devices/pci0000:00/../../../etc/0000:02:00.0", root: nil,
            upstream: []),
        Row(address: "0000:02:00.0", link: "", root: nil, upstream: []),
    ])
    func `is read from its link by Kubernetes' rule`(row: Row) throws {
        let path = TopologyPath(of: try #require(PCIAddress(row.address)), link: row.link)
        #expect(path.pcieRoot == row.root)
        #expect(path.upstream.map(\.description) == row.upstream)
    }
}

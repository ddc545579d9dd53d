import Glibc
import Hardware
import HostBuilding
import LibPCI
import TestSupport
import Testing

@Suite("The PCI scanner")
struct PCIScannerTests {
    @Test func `goes on where libpci would end the process`() throws {
        let directory = try TemporaryDirectory()
        try HostBuilder.generated(physicalFunctions: 0, virtualFunctions: 0, plain: 3).write(
            to: directory.path + "/host")
        let devices = "host/sys/bus/pci/devices"
        let addresses = directory.names(devices).compactMap { PCIAddress($0) }.sorted()
        try #require(addresses.count > 3)
        // The file that libpci insists on, of a function that left between the listing and the reading.
        directory.remove("\(devices)/\(addresses[1])/vendor")
        let results = try PCIScanner(sysfs: directory.path + "/host/sys/bus/pci").identities(of: addresses)
        #expect(results.map(\.address) == addresses)
        for (address, result) in results {
            switch result {
            case .success: #expect(address != addresses[1])
            case .failure(.function(let failed, let message)):
                #expect(failed == addresses[1])
                #expect(message.contains("vendor") && message.contains("No such file or directory"))
            case .failure(let error): Issue.record("\(error)")
            }
        }
    }

    @Test func `says so for functions that are not there at all`() throws {
        let address = try #require(PCIAddress("0000:fe:00.0"))
        let results = try PCIScanner(sysfs: "/nonexistent").identities(of: [address])
        guard case .failure(.function(address, _))? = results.first?.identity else {
            Issue.record("\(results)")
            return
        }
    }

    @Test func `refuses a domain that libpci would take for a negative one`() throws {
        let address = try #require(PCIAddress("80000000:00:00.0"))
        let results = try PCIScanner(sysfs: "/nonexistent").identities(of: [address])
        #expect(
            results.first?.identity == .failure(.function(address, message: "libpci knows domains up to 7fffffff only"))
        )
    }

    @Test func `fails a thousand times without losing descriptors or memory of the first`() throws {
        let address = try #require(PCIAddress("0000:fe:00.0"))
        let before = openDescriptors()
        for _ in 0..<1000 { _ = try PCIScanner(sysfs: "/nonexistent").identities(of: [address]) }
        #expect(openDescriptors() <= before + 8)
    }

    @Test func `names what every pci.ids names`() throws {
        let identity = PCIIdentity(vendorID: PCIID(0x10de), deviceID: PCIID(0x1eb8), subclass: 0x0302)
        let name = try #require(try PCIScanner(sysfs: "/nonexistent").names(of: [identity])[identity])
        #expect(name.vendor == "NVIDIA Corporation")
        #expect(name.entry == "TU104GL [Tesla T4]")
    }

    @Test func `leaves unknown names absent`() throws {
        let identity = PCIIdentity(vendorID: PCIID(0x10de), deviceID: PCIID(0xffff), subclass: 0x0302)
        let name = try #require(try PCIScanner(sysfs: "/nonexistent").names(of: [identity])[identity])
        #expect(name == ProductName(vendor: "NVIDIA Corporation"))
    }

    private func openDescriptors() -> Int { (0..<1024).count { fcntl($0, F_GETFD) != -1 } }
}

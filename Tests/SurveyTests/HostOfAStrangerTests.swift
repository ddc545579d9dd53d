import Glibc
import Hardware
import HostBuilding
import Recording
import Survey
import Sysfs
import TestSupport
import Testing

/// Somebody else's directory is surveyed and recorded without harm to this machine.
@Suite("A host directory of a stranger", .timeLimit(.minutes(1))) struct HostOfAStrangerTests {
    let healthy: PCIAddress = "0000:03:00.0"
    let hostile: PCIAddress = "0000:04:00.0"
    let machine: Machine
    let device = "sys/devices/pci0000:04/0000:04:00.0"

    init() throws {
        var host = HostBuilder.oneReadyGPU()
        host.add(.gpu(hostile))
        machine = try Machine(host)
        try #require(machine.files.text(of: "\(device)/vendor") != nil)
    }

    /// The text of all files that are read of the host.
    private func recording() throws -> String {
        let inventory = try machine.inventory()
        return Recorder(machine.root, inventory: inventory).records().joined()
    }

    @Test(arguments: ["vendor", "device", "class", "uevent", "power_state", "numa_node", "current_link_speed"])
    func `may hold a pipe, which nobody waits for`(file: String) throws {
        machine.files.remove("\(device)/\(file)")
        try #require(mkfifo("\(machine.files.path)/\(device)/\(file)", 0o600) == 0)
        let inventory = try machine.inventory()
        #expect(inventory.addresses.contains(healthy))
        if ["vendor", "device", "class"].contains(file) {
            #expect(inventory.omission(hostile)?.contains(file) == true)
        }
        _ = try recording()
    }

    @Test(arguments: ["serial_number", "vbios_version", "unique_id", "resource"])
    func `may link a file of this machine, which is not read`(file: String) throws {
        let outside = try TemporaryDirectory()
        let secret = try outside.put("a secret of this machine\n", at: "secret")
        machine.files.remove("\(device)/\(file)")
        try machine.files.link("\(device)/\(file)", to: secret)
        #expect(try !recording().contains("secret"))
    }

    @Test(arguments: ["sriov_admin", "nvidia", "mdev_supported_types", "drm"])
    func `may link a directory of this machine, which is not read`(name: String) throws {
        let outside = try TemporaryDirectory()
        for file in ["vf1/profile/vram_quota", "creatable_vgpu_types", "card0/dev", "card0/uevent"] {
            try outside.put("a secret of this machine\n", at: file)
        }
        machine.files.remove("\(device)/\(name)")
        try machine.files.link("\(device)/\(name)", to: outside.path)
        #expect(try !recording().contains("secret"))
    }

    @Test(arguments: ["proc/sys/kernel/hostname", "etc/hostname", "proc/sys/kernel", "etc", "proc"])
    func `may link what lies outside of its devices, which is not read`(path: String) throws {
        let outside = try TemporaryDirectory()
        for file in ["hostname", "sys/kernel/hostname"] { try outside.put("a-secret", at: file) }
        let target = path.hasSuffix("hostname") ? "\(outside.path)/hostname" : outside.path
        machine.files.remove(path)
        try machine.files.link(path, to: path == "proc/sys/kernel" ? "\(outside.path)/sys/kernel" : target)
        #expect(try machine.inventory().host.name != "a-secret")
        #expect(try !recording().contains("secret"))
    }

    @Test func `may have its functions elsewhere on this machine, where they are not found`() throws {
        let outside = try TemporaryDirectory()
        for (name, text) in [("vendor", "0x8086"), ("device", "0x56a0"), ("class", "0x030000")] {
            try outside.put(text, at: "0000:05:00.0/\(name)")
        }
        try machine.files.link("sys/bus/pci/devices/0000:05:00.0", to: "\(outside.path)/0000:05:00.0")
        let inventory = try machine.inventory()
        #expect(inventory.addresses == [healthy, hostile])
        #expect(inventory.omission("0000:05:00.0") == "it vanished while it was being read")
    }
}

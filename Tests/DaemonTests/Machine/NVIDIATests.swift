import DriverFiles
import Glibc
import Hardware
import HostBuilding
import SystemPackage
import TestSupport
import Testing

extension DaemonSuites {
    /// A directory stands for the machine, because umockdev plays neither /proc nor nodes without sysfs entries.
    @Suite("A daemon and a card of NVIDIA's", .timeLimit(.minutes(2)))
    struct NVIDIATests {
        private let directory: DaemonDirectory
        private let card = "0000-03-00-0-0x20b0"
        private let function = "host/sys/bus/pci/devices/0000:03:00.0"
        private let information = "host/proc/driver/nvidia/gpus/0000:03:00.0/information"

        init() throws {
            directory = try DaemonDirectory()
            var host = HostBuilder(name: "node-a")
            host.add(
                HostFunction(
                    try #require(PCIAddress("0000:03:00.0")), vendorID: PCIID(0x10de), deviceID: PCIID(0x20b0),
                    pciClass: .display, driver: "nvidia", iommuGroup: 10))
            host.setFile("proc/devices", to: "Character devices:\n195 nvidia-frontend\n511 nvidia-uvm\n")
            host.setFile("dev/nvidiactl", to: "")
            host.setFile("dev/nvidia0", to: "")
            try host.write(to: "\(directory.path)/host")
            try directory.files.put("Device Minor: \t 0\n", at: information)
        }

        @Test func `follows it from nvidia to vfio-pci and back, and its nodes, which programs make`() async throws {
            try await Daemon.run(in: directory, host: "\(directory.path)/host") { daemon in
                try daemon.log.wait(forDevice: card, "appeared", "ready", saying: ", nvidia)")
                try daemon.log.wait(forDelivered: 1)
                #expect(try directory.cdiDevices == [card])
                #expect(try directory.sliceDevices == [card])
                #expect(spec?.contains("/dev/nvidia0") == true)

                directory.files.remove(information)
                try bind(nil)
                try daemon.log.wait(forDevice: card, "changed", "unbound", saying: "no driver)")
                #expect(try directory.cdiDevices == nil)
                try daemon.log.wait(forDelivered: 0)
                #expect(try directory.sliceDevices.isEmpty)

                try HostBuilder.vfio(group: 10).write(to: "\(directory.path)/host")
                try bind("vfio-pci")
                try daemon.log.wait(forDevice: card, "changed", "ready", saying: "vfio-pci, group 10)")
                #expect(spec?.contains("/dev/vfio/10") == true)
                #expect(spec?.contains("/dev/nvidia") == false)
                try daemon.log.wait(forDelivered: 1)
                #expect(try directory.sliceDevices == [card])

                directory.files.remove("host/dev/nvidia0")
                try bind(nil)
                try directory.files.put("Device Minor: \t 0\n", at: information)
                try bind("nvidia")
                try daemon.log.wait(forDevice: card, "changed", "pending", saying: "/dev/nvidia0 is not there yet")
                #expect(try directory.cdiDevices == nil)
                // No event tells of it: nvidia-modprobe makes the node.
                try directory.files.put("", at: "host/dev/nvidia0")
                try daemon.log.wait(forDevice: card, "changed", "ready", saying: ", nvidia)")
                #expect(spec?.contains("/dev/nvidia0") == true)
                try daemon.log.wait(forDelivered: 1)
                #expect(
                    daemon.log.count("specWritten") == 3, "once for each time that it is offered anew")
                #expect(await daemon.stop() == 0)
            }
        }

        /// A package, which udev tells nothing of, and a container that comes when the module has long been loaded.
        @Test(arguments: [("usr/lib64", nil), ("run/nvidia/driver/usr/lib64", "run/nvidia/validations/driver-ready")])
        func `gives containers a driver's files as soon as it is installed`(
            libraries: String, lastly: String?
        ) async throws {
            try directory.files.put("", at: "host/usr/lib64/libc.so.6")
            try await Daemon.run(in: directory, host: "\(directory.path)/host") { daemon in
                try daemon.log.wait(for: "specWritten")
                #expect(spec?.contains("libcuda.so.1") == false)
                for stem in ["cuda", "nvidia-ml"] {
                    let name = "lib\(stem).so.580.159.04"
                    try write(
                        SharedObject(machine: .x86_64, name: "lib\(stem).so.1").minimalFile, to: "\(libraries)/\(name)")
                }
                if let lastly { try directory.files.put("", at: "host/\(lastly)") }
                try daemon.log.wait(for: "specWritten")
                #expect(spec?.contains("/\(libraries)/libcuda.so.580.159.04") == true)
                #expect(await daemon.stop() == 0)
            }
        }

        private func write(_ bytes: [UInt8], to path: String) throws {
            // Under another name first, as package managers do.
            let whole = try directory.files.put("", at: "host/\(path).new")
            let file = try FileDescriptor.open(whole, .writeOnly)
            try file.closeAfter { _ = try file.writeAll(bytes) }
            try #require(rename(whole, String(whole.dropLast(".new".count))) == 0)
        }

        private var spec: String? { directory.files.text(of: "cdi/apus.dev-gpu.json") }

        /// Whoever changes the directory of a machine touches its list of functions afterwards.
        private func bind(_ driver: String?) throws {
            directory.files.remove("\(function)/driver")
            if let driver { try directory.files.link("\(function)/driver", to: "../../../bus/pci/drivers/\(driver)") }
            // The kernel names the driver in the uevent file, too.
            let events = (directory.files.text(of: "\(function)/uevent") ?? "").split(separator: "\n")
            let lines = events.filter { !$0.hasPrefix("DRIVER=") } + (driver.map { ["DRIVER=\($0)"] } ?? [])
            try directory.files.put(lines.joined(separator: "\n") + "\n", at: "\(function)/uevent")
            try directory.files.put("", at: "host/sys/bus/pci/devices/.changed")
            directory.files.remove("host/sys/bus/pci/devices/.changed")
        }
    }
}

import Recording
import Sysfs
import TestSupport
import Testing

@Suite("A recorded host")
struct RecordedHostTests {
    @Test func `looks as the kernel would show it`() throws {
        let host = try recordedHost(
            """
            P: /devices/pci0000:00/0000:00:02.0
            E: SUBSYSTEM=pci
            E: DRIVER=xe
            A: vendor=0x8086\\n
            A: power/runtime_status=active\\n
            L: driver=../../../bus/pci/drivers/xe

            P: /devices/pci0000:00/0000:00:02.0/drm/card0
            N: dri/card0
            E: SUBSYSTEM=drm
            E: MAJOR=226
            E: MINOR=0

            """)
        #expect(host.root.text("/sys/bus/pci/devices/0000:00:02.0/vendor") == "0x8086")
        #expect(host.root.text("/sys/bus/pci/devices/0000:00:02.0/power/runtime_status") == "active")
        #expect(host.root.text("/sys/bus/pci/devices/0000:00:02.0/uevent") == "SUBSYSTEM=pci\nDRIVER=xe")
        #expect(host.root.link("/sys/bus/pci/devices/0000:00:02.0/driver") == "../../../bus/pci/drivers/xe")
        #expect(host.root.link("/sys/class/drm/card0") == "../../devices/pci0000:00/0000:00:02.0/drm/card0")
        #expect(host.root.link("/sys/dev/char/226:0") == "../../devices/pci0000:00/0000:00:02.0/drm/card0")
        #expect(host.root.text("/sys/class/drm/card0/dev") == "226:0")
        #expect(host.root.text("/sys/class/drm/card0/subsystem/card0/dev") == "226:0")
        #expect(host.root.hasNode("/dev/dri/card0"))
        #expect(!host.root.hasNode("/dev/dri/renderD128"))
    }

    @Test func `has the files that lie outside the device tree`() throws {
        let host = try recordedHost(
            """
            P: /devices/virtual/apus/host
            E: SUBSYSTEM=apus
            A: proc/sys/kernel/hostname=node-a\\n
            L: sys/bus/pci/drivers/vfio-pci/module=../../../../module/vfio_pci

            """)
        #expect(host.root.text("/proc/sys/kernel/hostname") == "node-a")
        #expect(host.root.link("/sys/bus/pci/drivers/vfio-pci/module") == "../../../../module/vfio_pci")
        #expect(host.root.exists("/sys/bus/pci/devices"))
    }

    @Test func `is gone when nobody uses it any more`() throws {
        var prefix = ""
        do {
            let host = try recordedHost("P: /devices/a\nE: SUBSYSTEM=pci\nL: l=b\nA: d/e/f=1\n")
            prefix = host.root.prefix
            #expect(host.root.text("/sys/devices/a/d/e/f") == "1")
        }
        #expect(throws: HostRootError.self) { try HostRoot(directory: prefix) }
    }

    @Test(arguments: [
        "L: out=/etc/passwd", "L: out=../../../../etc/passwd", "L: out=x/../../../../etc", "L: out=",
        "L: out=../../../../\u{301}x",
    ])
    func `refuses a link that leads out of it`(line: String) {
        #expect(throws: RecordingError.self) { _ = try recordedHost("P: /devices/a\nE: SUBSYSTEM=pci\n\(line)\n") }
    }

    @Test func `is never written to through a link`() {
        #expect(throws: RecordingError.self) {
            _ = try recordedHost(
                "P: /devices/a\nE: SUBSYSTEM=pci\nL: b=../c\n\nP: /devices/a/b\nE: SUBSYSTEM=pci\nA: x=1\n")
        }
    }

    /// The two names look the same, and strings of them are equal; the first is a directory, the second a link.
    @Test func `is not written to through a link that looks like a directory`() {
        #expect(throws: RecordingError.self) {
            _ = try recordedHost(
                """
                P: /devices/a
                E: SUBSYSTEM=pci
                A: \u{e9}/d/x=1
                A: other/d/x=1
                L: e\u{301}=other

                P: /devices/a
                E: SUBSYSTEM=pci
                A: e\u{301}/d/x=2

                """)
        }
    }

    @Test(arguments: ["../pci", "a/b", "..", ".", "a/\u{301}b"])
    func `has no list of a subsystem whose name is a path`(subsystem: String) throws {
        let host = try recordedHost("P: /devices/a\nE: SUBSYSTEM=\(subsystem)\n")
        #expect(!host.root.exists("/sys/class"))
        #expect(host.root.link("/sys/devices/a/subsystem") == nil)
    }

    private func recordedHost(_ text: String) throws -> RecordedHost {
        let directory = try TemporaryDirectory()
        return try RecordedHost(recording: try directory.put(text, at: "recording"))
    }
}

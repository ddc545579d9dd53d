import Glibc
import HostEvents
import LibUdev
import Synchronization
import SystemPackage
import Testing
import TestSupport

@Suite("A monitor of devices", .timeLimit(.minutes(1)))
struct UdevMonitorTests {
    enum Heard: Hashable, Sendable {
        case started
        case notification(UdevNotification)
    }

    @Test(arguments: [UdevGroup.kernel, .udev])
    func `starts on this machine, and ends when it is cancelled`(group: UdevGroup) async throws {
        try await listening(with: UdevMonitor(group: group)) { _ in }
    }

    @Test func `listens to udevd where that runs, else to the kernel`() {
        #expect(UdevMonitor().group == (access("/run/udev/control", F_OK) == 0 ? .udev : .kernel))
        #expect(UdevMonitor(group: .kernel).group == .kernel)
        #expect(UdevMonitor(group: .udev).group == .udev)
    }

    @Test func `is content with the buffer that the kernel grants`() async throws {
        for size in [-1, 0, 1 << 50] {
            try await listening(with: UdevMonitor(group: .kernel, receiveBuffer: size)) { _ in }
        }
    }

    @Test func `takes more subsystems than anybody names`() async throws {
        let names = (0..<60).map { "subsystem-\($0)" }
        try await listening(with: UdevMonitor(group: .udev, subsystems: names)) { _ in }
    }

    @Test func `says which subsystem cannot be asked for`() async {
        let names = (0..<1000).map { "subsystem-\($0)" }
        await #expect(throws: UdevMonitorError.self) {
            try await UdevMonitor(group: .udev, subsystems: names).run(started: {}, report: { _ in })
        }
    }

    @Test func `leaves no descriptor open, a thousand times`() async throws {
        let before = OpenDescriptors.count
        for _ in 0..<1000 { try await listening(with: UdevMonitor(group: .kernel)) { _ in } }
        // Other tests open some at the same time, but not hundreds.
        #expect(OpenDescriptors.count < before + 500)
    }

    @Test(arguments: [
        (UdevMonitorError.thread(.resourceTemporarilyUnavailable), "Resource temporarily unavailable"),
        (.socket(.kernel, .tooManyOpenFiles), "kernel events cannot be opened: Too many open files"),
        (.filter(subsystem: "drm", .noMemory), "subsystem drm"),
        (.enabling(.udev, .permissionDenied), "udev events cannot be bound: Permission denied"),
        (.receiving(.ioError), "Input/output error"),
        (.waiting(.noMemory), "Cannot allocate memory"),
        (.closed, "was closed"),
    ])
    func `tells people what failed and why`(error: UdevMonitorError, part: String) {
        #expect(error.description.contains(part))
        #expect(error.description.hasSuffix("."))
    }

    @Test(.enabled(if: Announcement.isPossible, "Only root can have the kernel announce a device."))
    func `hears what the kernel announces, of the subsystems it was asked for`() async throws {
        try await listening(with: UdevMonitor(group: .kernel, subsystems: ["misc"])) { heard in
            Announcement.make("mem/null")
            Announcement.make("misc/fuse")
            #expect(await heard.next(isolation: #isolation) == .notification(.event(subsystem: "misc")))
        }
    }

    @Test(.enabled(if: Announcement.module != nil, "Only root can have the kernel announce a module."))
    func `hears of drivers' modules`() async throws {
        let module = try #require(Announcement.module)
        try await listening(with: UdevMonitor(group: .kernel)) { heard in
            Announcement.make(module)
            while let next = await heard.next(isolation: #isolation), next != .notification(.event(subsystem: "module"))
            {}
        }
    }

    @Test(.enabled(if: Announcement.isPossible, "Only root can have the kernel announce a device."))
    func `says that it lost events, and goes on`() async throws {
        // The first event is held up until more have come than there is room for.
        let gate = try FileDescriptor.pipe()
        defer {
            try? gate.readEnd.close()
            try? gate.writeEnd.close()
        }
        let isFirst = Atomic(true)
        let monitor = UdevMonitor(group: .kernel, subsystems: ["misc"], receiveBuffer: 4096)
        try await listening(with: monitor) {
            guard isFirst.exchange(false, ordering: .relaxed) else { return }
            var byte: UInt8 = 0
            read(gate.readEnd.rawValue, &byte, 1)
        } _: { heard in
            for _ in 0..<500 { Announcement.make("misc/fuse") }
            try gate.writeEnd.writeAll([0])
            while let next = await heard.next(isolation: #isolation), next != .notification(.overrun) {}
            Announcement.make("misc/fuse")
            #expect(await heard.next(isolation: #isolation) == .notification(.event(subsystem: "misc")))
        }
    }

    /// Runs a monitor while `body` looks at what it hears from its start on; `hold` is called with each notification.
    private func listening(
        with monitor: UdevMonitor, hold: @escaping @Sendable () -> Void = {},
        _ body: (inout AsyncStream<Heard>.Iterator) async throws -> Void
    ) async throws {
        let (stream, continuation) = AsyncStream<Heard>.makeStream()
        var heard = stream.makeAsyncIterator()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await monitor.run {
                    continuation.yield(.started)
                } report: {
                    continuation.yield(.notification($0))
                    hold()
                }
            }
            let first = await heard.next(isolation: #isolation)
            #expect(first == .started)
            try await body(&heard)
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}

/// An announcement of a device that did not change, by the kernel.
private enum Announcement {
    static var isPossible: Bool { access("/sys/devices/virtual/misc/fuse/uevent", W_OK) == 0 }

    /// Any that the kernel has.
    static var module: String? {
        ["fuse", "ext4", "kernel", "printk", "vt", "loop"].map { "/sys/module/\($0)" }.first {
            access("\($0)/uevent", W_OK) == 0
        }
    }

    static func make(_ device: String) {
        let directory = device.hasPrefix("/") ? device : "/sys/devices/virtual/\(device)"
        guard let file = fopen("\(directory)/uevent", "w") else { return }
        fputs("change\n", file)
        fclose(file)
    }
}

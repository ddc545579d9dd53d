import LibUdev

/// What the kernel, or udev where it runs, announces.
package struct UdevChanges: ChangeSource {
    package init() {}

    package let name = "Device events"

    package func run(_ inbox: Inbox) async throws {
        // Made anew each time: udevd may have come meanwhile.
        try await UdevMonitor().run {
            inbox.listening()
        } report: { notification in
            switch notification {
            case .event(let subsystem): inbox.changed(subsystem)
            case .overrun: inbox.overran()
            }
        }
    }
}

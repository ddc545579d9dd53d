package import LibUdev

/// What the kernel, or udev where it runs, announces.
package struct UdevChanges: ChangeSource {
    private let monitor: UdevMonitor

    package init(_ monitor: UdevMonitor = UdevMonitor()) { self.monitor = monitor }

    package var name: String { "\(monitor.group.rawValue) events" }

    package func run(_ inbox: Inbox) async throws {
        try await monitor.run {
            inbox.listening()
        } report: { notification in
            switch notification {
            case .event(let subsystem): inbox.changed(subsystem)
            case .overrun: inbox.overran()
            }
        }
    }
}

package import Hardware

/// udev's database on this machine.
package enum UdevDatabase {
    /// What udev knows of the devices at `paths` (`/sys/devices/…`); those that are gone are absent from the answer.
    ///
    /// All of libudev's objects live in this one call: they must never move between threads.
    package static func records(ofDevicesAt paths: some Sequence<String>) -> [String: UdevRecord] {
        guard let context = UdevContext() else { return [:] }
        var records: [String: UdevRecord] = [:]
        for path in paths {
            if let record = context.record(ofDeviceAt: path) { records[path] = record }
        }
        return records
    }
}

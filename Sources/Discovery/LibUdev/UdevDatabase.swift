private import CUdev
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

/// One libudev context. It and all that comes from it live and die on one thread.
@safe package struct UdevContext: ~Copyable {
    private let udev: OpaquePointer

    package init?() {
        guard let udev = unsafe udev_new() else { return nil }
        unsafe self.udev = unsafe udev
    }

    deinit { _ = unsafe udev_unref(udev) }

    func record(ofDeviceAt path: String) -> UdevRecord? {
        guard let device = unsafe udev_device_new_from_syspath(udev, path) else { return nil }
        defer { _ = unsafe udev_device_unref(device) }
        var links: [String] = []
        var entry = unsafe udev_device_get_devlinks_list_entry(device)
        while let current = unsafe entry {
            if let name = unsafe udev_list_entry_get_name(current) { links.append(unsafe String(cString: name)) }
            unsafe entry = unsafe udev_list_entry_get_next(current)
        }
        return unsafe UdevRecord(
            path: udev_device_get_property_value(device, "ID_PATH").map { unsafe String(cString: $0) },
            links: links.sorted(), isInitialized: udev_device_get_is_initialized(device) != 0)
    }

    package func socket(group: UdevGroup) -> UdevSocket? {
        unsafe udev_monitor_new_from_netlink(udev, group.rawValue).map { unsafe UdevSocket($0) }
    }
}

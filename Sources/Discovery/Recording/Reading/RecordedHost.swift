package import Sysfs

/// A recording laid out as a directory, so that it takes the same path through discovery as hardware does. The
/// directory goes when the value goes.
package struct RecordedHost: ~Copyable {
    package let root: HostRoot
    private let directory: TemporaryDirectory

    /// A program that leaves it to signals to end it says so: they remove the directory then.
    package init(recording path: String, endsBySignal: Bool = false) throws(RecordingError) {
        let directory = try TemporaryDirectory(endsBySignal: endsBySignal)
        var tree = HostTree(root: directory.path)
        // A machine without PCI functions still has the bus.
        try tree.makeDirectory("sys/bus/pci/devices")
        try RecordingReader(path: path).read { record throws(RecordingError) in try tree.add(record) }
        do throws(HostRootError) {
            root = try HostRoot(directory: directory.path)
        } catch {
            throw .unreadable(path: path, reason: error.description)
        }
        self.directory = directory
    }
}

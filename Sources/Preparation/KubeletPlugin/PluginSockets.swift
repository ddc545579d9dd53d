private import Crypto
package import Files
private import FoundationEssentials
package import SystemPackage

/// Where the kubelet finds the plugin: the socket on which it registers, and the one that serves its calls.
package struct PluginSockets: Hashable, Sendable {
    /// In the directory that the kubelet watches.
    package let registration: SocketFile
    package let service: SocketFile

    /// `instance` tells instances apart that are there at once while one takes over from another, the pod's UID; without
    /// it there is one.
    package init(driver: String, directory: FilePath, instance: String? = nil) throws(PluginError) {
        let registry = directory.appending("plugins_registry")
        let own = directory.appending("plugins").appending(driver)
        guard let instance else {
            registration = try Self.first(of: ["\(driver)-reg.sock"], in: registry)
            service = try Self.first(of: ["dra.sock"], in: own)
            return
        }
        registration = try Self.first(
            of: [
                "\(driver)-\(instance)-reg.sock", "\(driver)-\(Self.hash(instance, length: 8))-reg.sock",
                "dra-\(Self.hash("\(driver)\0\(instance)", length: 16))-reg.sock",
            ], in: registry)
        let hash = Self.hash(instance, length: 8)
        service = try Self.first(of: ["dra-\(instance).sock", "dra-\(hash).sock", "\(hash).sock"], in: own)
    }

    /// Takes away what instances have left behind that were killed: the kubelet would try to reach them for ever.
    func removeAbandoned(driver: String) {
        let registry = registration.path.removingLastComponent()
        for name in Self.sockets(in: registry) where Self.isRegistration(name, of: driver) {
            SocketFile(registry.appending(name)).removeIfAbandoned()
        }
        // This directory is the driver's own.
        let own = service.path.removingLastComponent()
        for name in Self.sockets(in: own) { SocketFile(own.appending(name)).removeIfAbandoned() }
    }

    /// A directory that cannot be listed shows when a socket is made there.
    private static func sockets(in directory: FilePath) -> [String] {
        ((try? AtomicDirectory(directory).names()) ?? []).filter { $0.hasSuffix(".sock") }
    }

    /// Not of another driver whose name begins alike: between the driver and the end is a UID or a hash of it, if anything.
    private static func isRegistration(_ name: String, of driver: String) -> Bool {
        let end = "-reg.sock"
        if name == driver + end { return true }
        guard name.hasPrefix("\(driver)-"), name.hasSuffix(end) else { return false }
        return [36, 11].contains(name.utf8.count - driver.utf8.count - 1 - end.utf8.count)
    }

    /// The name that says most and still makes a path that a socket can have.
    private static func first(of names: [String], in directory: FilePath) throws(PluginError) -> SocketFile {
        let paths = names.map { directory.appending($0) }
        if let path = paths.first(where: { $0.length <= SocketFile.longestPath }) { return SocketFile(path) }
        throw .pathTooLong(paths.last ?? directory, limit: SocketFile.longestPath)
    }

    /// The beginning of the SHA-256, in characters that a file's name can have: what others who shorten such names use.
    private static func hash(_ text: String, length: Int) -> String {
        Data(SHA256.hash(data: Data(text.utf8)).prefix(length)).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

private import Files
private import Glibc
internal import SystemPackage

/// One inotify instance.
struct Inotify: ~Copyable {
    let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    static func open() throws(Errno) -> Inotify {
        let descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard descriptor >= 0 else { throw Errno(rawValue: errno) }
        return Inotify(descriptor: descriptor)
    }

    /// Watches a directory, which is no link; what is watched of it already still is.
    ///
    /// - Returns: The watch, one for each directory by whatever name it is asked for.
    func add(_ directory: FilePath, _ kinds: InotifyEvent.Kinds) throws(Errno) -> Int32 {
        let how = UInt32(IN_ONLYDIR) | UInt32(IN_DONT_FOLLOW) | UInt32(IN_MASK_ADD)
        let watch = unsafe directory.withPlatformString {
            unsafe inotify_add_watch(descriptor, $0, kinds.rawValue | how)
        }
        guard watch >= 0 else { throw Errno(rawValue: errno) }
        return watch
    }

    func remove(_ watch: Int32) {
        // It fails where the kernel removed the watch with its directory.
        _ = inotify_rm_watch(descriptor, watch)
    }

    /// Some of the events that wait, at least one; none where none waits.
    func read(into buffer: inout [UInt8]) throws(Errno) -> [InotifyEvent] {
        do {
            let count = try retrying { unsafe Glibc.read(descriptor, &buffer, buffer.count) }
            return Self.events(buffer[..<count])
        } catch .resourceTemporarilyUnavailable {
            return []
        } catch {
            throw error
        }
    }

    /// Each event is a header (watch, kinds, cookie, length) and a name that is filled up with zeros to that length.
    private static func events(_ bytes: ArraySlice<UInt8>) -> [InotifyEvent] {
        var events: [InotifyEvent] = []
        var rest = bytes
        while rest.count >= 16 {
            let header = rest.prefix(16)
            let name = rest.dropFirst(16).prefix(Int(word(3, of: header)))
            rest = rest.dropFirst(16 + name.count)
            events.append(
                InotifyEvent(
                    watch: Int32(bitPattern: word(0, of: header)), kinds: .init(rawValue: word(1, of: header)),
                    name: .init(platformString: name.prefix { $0 != 0 }.map(CChar.init(bitPattern:)) + [0])))
        }
        return events
    }

    private static func word(_ index: Int, of header: ArraySlice<UInt8>) -> UInt32 {
        unsafe header.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self) }
    }
}

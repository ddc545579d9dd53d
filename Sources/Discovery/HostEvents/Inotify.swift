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

/// What the kernel says happened to a watched directory.
struct InotifyEvent: Hashable, Sendable {
    /// Which watch; none is there for an overrun.
    let watch: Int32
    let kinds: Kinds
    /// The entry that it happened to; nil where it was the directory itself.
    let name: FilePath.Component?

    struct Kinds: OptionSet, Hashable, Sendable {
        let rawValue: UInt32

        /// An entry was made, removed, or renamed into or out of the directory.
        static let names = Self(rawValue: UInt32(IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO))
        /// Owner, mode, times or links changed.
        static let attributes = Self(rawValue: UInt32(IN_ATTRIB))
        /// A file that was open for writing was closed.
        static let written = Self(rawValue: UInt32(IN_CLOSE_WRITE))
        /// The directory itself was removed or renamed.
        static let moved = Self(rawValue: UInt32(IN_DELETE_SELF | IN_MOVE_SELF))
        /// The watch is no more, or its file system. It need not be asked for.
        static let ended = Self(rawValue: UInt32(IN_UNMOUNT | IN_IGNORED))
        /// Events were lost. It need not be asked for.
        static let overrun = Self(rawValue: UInt32(IN_Q_OVERFLOW))
    }
}

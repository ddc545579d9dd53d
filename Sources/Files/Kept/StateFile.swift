package import SystemPackage

/// A small file of the agent's own that survives restarts. It is replaced in one step, reaches the disk before `write`
/// returns unless it is told otherwise, and carries a checksum.
package struct StateFile: Hashable, Sendable {
    package let path: FilePath

    package init(_ path: FilePath) { self.path = path }

    /// What was written last; nil where nothing ever was.
    package func read() throws(StateError) -> [UInt8]? {
        let bytes: [UInt8]
        do {
            bytes = try directory.content(of: name)
        } catch .file(_, .read, .noSuchFileOrDirectory) {
            return nil
        } catch {
            throw .unreadable(error)
        }
        guard let content = SealedContent(text: bytes)?.content else { throw .damaged(path) }
        return content
    }

    /// Replaces the file as a whole or leaves it as it was. Its directory is made when it is missing.
    package func write(_ content: [UInt8]) throws(StateError) { try write(content, surviving: .power) }

    package func write(_ content: [UInt8], surviving durability: AtomicDirectory.Durability) throws(StateError) {
        do {
            try directory.write(SealedContent(content).text, to: name, surviving: durability)
        } catch {
            throw .unwritable(error)
        }
    }

    /// Removes the file where there is one.
    package func remove() throws(StateError) {
        do {
            try directory.remove(name)
        } catch {
            throw .unwritable(error)
        }
    }

    private var directory: AtomicDirectory {
        let parent = path.removingLastComponent()
        return AtomicDirectory(parent.isEmpty ? "." : parent)
    }

    private var name: String { path.lastComponent?.string ?? "" }
}

/// Content below one line that tells whether it is whole: `apus-state 1 2144df1c 5`, with checksum and length.
private struct SealedContent {
    let content: [UInt8]

    init(_ content: [UInt8]) { self.content = content }

    /// Returns nil for what was not written so, or is not as it was written.
    init?(text: [UInt8]) {
        guard let end = text.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        content = Array(text[(end + 1)...])
        // Compared as a whole, so that there is one spelling.
        guard Array(text[...end]) == Array(seal.utf8) else { return nil }
    }

    var text: [UInt8] { Array(seal.utf8) + content }

    private var seal: String {
        let digits = String(Checksum(content).value, radix: 16)
        let checksum = String(repeating: "0", count: 8 - digits.utf8.count) + digits
        return "apus-state 1 \(checksum) \(content.count)\n"
    }
}

/// The CRC-32 of zlib and Ethernet: finds every burst of up to 32 wrong bits.
private struct Checksum {
    let value: UInt32

    init(_ bytes: [UInt8]) {
        var remainder: UInt32 = 0xffff_ffff
        for byte in bytes { remainder = remainder >> 8 ^ Self.ofByte[Int(UInt8(truncatingIfNeeded: remainder) ^ byte)] }
        value = ~remainder
    }

    private static let ofByte: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(byte) { remainder, _ in remainder >> 1 ^ (remainder & 1 == 1 ? 0xedb8_8320 : 0) }
    }
}

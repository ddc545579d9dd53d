private import CLinux
package import SystemPackage

/// Both ends of a pipe. No program that is started later inherits them, unless it is given one on purpose.
package struct Pipe: ~Copyable, Sendable {
    package let reading: Descriptor
    package let writing: Descriptor

    package init() throws(Errno) {
        var ends: (Int32, Int32) = (-1, -1)
        try unsafe withUnsafeMutableBytes(of: &ends) { ends throws(Errno) in
            let pair = unsafe ends.assumingMemoryBound(to: Int32.self)
            try retrying { unsafe linux_pipe(pair.baseAddress) }
        }
        reading = Descriptor(owning: ends.0)
        writing = Descriptor(owning: ends.1)
    }

    /// Leaves the reader's end alone, which then sees when the last writer ends.
    package consuming func closeWriting() -> Descriptor { reading }
}

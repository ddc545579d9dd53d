/// One line of a function's `resource` file; the value without arguments is a region that is not there.
package struct HostRegion: Hashable, Sendable {
    package var start: UInt64
    package var size: UInt64
    package var kind: Kind

    package init(start: UInt64, size: UInt64, kind: Kind) {
        self.start = start
        self.size = size
        self.kind = kind
    }

    /// The kernel's resource flags (include/linux/ioport.h).
    package enum Kind: UInt64, Sendable {
        case memory32 = 0x4_0200
        case memory64 = 0x14_0204
        case prefetchable64 = 0x14_220c
    }
}

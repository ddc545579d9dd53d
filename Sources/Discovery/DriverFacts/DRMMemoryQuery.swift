private import Files
package import SystemPackage

/// Drivers that tell the size of their GPUs' memory to those who ask at a DRM node.
package enum DRMDriver: String, CaseIterable, Sendable {
    case i915
    case xe
}

/// Asks a driver for its memory regions. Numbers and layouts are those of the kernel's include/uapi/drm/i915_drm.h and
/// xe_drm.h, as machines with the least byte first have them.
@safe package struct DRMMemoryQuery {
    private let driver: DRMDriver
    private let call: (_ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32

    /// `call` is ioctl(2) on a node of the driver: -1 with errno set where it fails.
    package init(_ driver: DRMDriver, _ call: @escaping (UInt, UnsafeMutableRawPointer) -> Int32) {
        self.driver = driver
        unsafe self.call = unsafe call
    }

    /// The sum of all regions that are the device's own; nil where it has none, as integrated GPUs do.
    package func memoryBytes() throws(Errno) -> UInt64? {
        // Both drivers say first how much room their answer needs.
        let size = try unsafe ask(nil, room: 0)
        guard (1...Self.largestReply).contains(size) else { throw .invalidArgument }
        let reply = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 8)
        defer { unsafe reply.deallocate() }
        unsafe reply.initializeMemory(as: UInt8.self, repeating: 0)
        let filled = try unsafe ask(reply.baseAddress, room: size)
        guard filled <= size else { throw .invalidArgument }
        return try sum(of: unsafe Array(reply.prefix(filled)))
    }

    /// Enough for hundreds of regions; devices have a few.
    private static let largestReply = 1 << 16

    private func ask(_ reply: UnsafeMutableRawPointer?, room: Int) throws(Errno) -> Int {
        let address = UInt64(UInt(bitPattern: reply))
        return switch driver {
        case .i915: try askI915(address, room)
        case .xe: try askXe(address, room)
        }
    }

    /// `struct drm_i915_query` with one `struct drm_i915_query_item`: the number of the query, the length, which is an
    /// error's negative number where the query failed, flags, and where the answer goes.
    private func askI915(_ reply: UInt64, _ room: Int) throws(Errno) -> Int {
        let memoryRegions: UInt64 = 4
        var item = [memoryRegions, UInt64(room), reply]
        let result = unsafe item.withUnsafeMutableBytes { item in
            var query = [1, UInt64(UInt(bitPattern: item.baseAddress))]
            return Result { () throws(Errno) in try perform(0xc010_6479, &query) }
        }
        try result.get()
        let length = Int32(truncatingIfNeeded: item[1])
        guard length >= 0 else { throw Errno(rawValue: 0 &- length) }
        return Int(length)
    }

    /// `struct drm_xe_device_query`: extensions, the number of the query and the size, where the answer goes, and 16
    /// bytes that are reserved.
    private func askXe(_ reply: UInt64, _ room: Int) throws(Errno) -> Int {
        let memoryRegions: UInt64 = 1
        var query = [0, memoryRegions | UInt64(room) << 32, reply, 0, 0]
        try perform(0xc028_6440, &query)
        return Int(query[1] >> 32)
    }

    private func perform(_ request: UInt, _ argument: inout [UInt64]) throws(Errno) {
        let result = unsafe argument.withUnsafeMutableBytes { buffer in
            Result { () throws(Errno) in
                guard let start = buffer.baseAddress else { throw .invalidArgument }
                try retrying { unsafe call(request, start) }
            }
        }
        try result.get()
    }

    /// A count, and behind it `struct drm_i915_memory_region_info` or `struct drm_xe_mem_region`, which have 88 bytes
    /// each, a class of 16 bits first and a size of 64 bits from the eighth byte on.
    private func sum(of reply: [UInt8]) throws(Errno) -> UInt64? {
        let start = driver == .i915 ? 16 : 8
        let regionSize = 88
        guard let count = Self.number(UInt32.self, in: reply, at: 0), reply.count - start >= Int(count) * regionSize
        else { throw .invalidArgument }
        var sum: UInt64?
        for place in stride(from: start, to: start + Int(count) * regionSize, by: regionSize) {
            let ownMemory: UInt16 = 1
            guard Self.number(UInt16.self, in: reply, at: place) == ownMemory,
                let size = Self.number(UInt64.self, in: reply, at: place + 8)
            else { continue }
            // i915 calls an unknown size all ones.
            guard size != .max, case let (total, overflow) = (sum ?? 0).addingReportingOverflow(size), !overflow else {
                throw .invalidArgument
            }
            sum = total
        }
        return sum
    }

    private static func number<Number: FixedWidthInteger>(
        _ type: Number.Type, in bytes: [UInt8], at start: Int
    ) -> Number? {
        guard start + MemoryLayout<Number>.size <= bytes.count else { return nil }
        return bytes[start..<start + MemoryLayout<Number>.size].reversed().reduce(0) { $0 << 8 | Number($1) }
    }
}

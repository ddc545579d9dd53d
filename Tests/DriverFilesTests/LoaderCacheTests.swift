import DriverFiles
import Testing

@Suite("The loader's cache")
struct LoaderCacheTests {
    private let entries = [
        LoaderCache.Entry(name: "libcuda.so.1", path: "/usr/local/nvidia/lib64/libcuda.so.1", machine: .x86_64),
        LoaderCache.Entry(name: "libcuda.so.1", path: "/lib/libcuda.so.1", machine: .x86_64),
        LoaderCache.Entry(name: "libnvidia-ml.so.1", path: "/opt/lib/libnvidia-ml.so.1", machine: .aarch64),
    ]

    @Test func `is read as it was written`() {
        let cache = LoaderCache(entries: entries)
        #expect(LoaderCache(cache.file) == cache)
    }

    @Test(arguments: [0, 1, 2, 3]) func `is found behind the table of an old loader`(count: UInt32) {
        var file = Array("ld.so-1.7.0".utf8) + [0]
        file += (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
        file += [UInt8](repeating: 0, count: Int(count) * 12)
        file += [UInt8](repeating: 0, count: (8 - file.count % 8) % 8)
        #expect(LoaderCache(file + LoaderCache(entries: entries).file)?.entries == entries)
    }

    @Test func `of a big-endian writer is read by the mark that it left`() {
        let little = LoaderCache(entries: entries).file
        var big = little
        big[28] = 3
        let numbers = [20, 24] + (0..<entries.count).flatMap { entry in (0..<4).map { 48 + entry * 24 + $0 * 4 } }
        for start in numbers { big.replaceSubrange(start..<start + 4, with: little[start..<start + 4].reversed()) }
        #expect(LoaderCache(big)?.entries == entries)
    }

    @Test func `leaves out libraries of other machines`() {
        var file = LoaderCache(entries: entries).file
        file[48 + 1] = 0x08  // x32
        #expect(LoaderCache(file)?.entries == Array(entries[1...]))
    }

    @Test func `names the directories of a library in the loader's order`() {
        let cache = LoaderCache(entries: entries)
        #expect(cache.directories { $0.hasPrefix("libcuda.so") } == ["/usr/local/nvidia/lib64", "/lib"])
    }

    @Test func `damaged anywhere is read without a crash, and nothing else is no cache`() {
        let file = LoaderCache(entries: entries).file
        #expect(LoaderCache(Array("#!/bin/sh\n".utf8)) == nil)
        #expect(LoaderCache([]) == nil)
        for length in 0..<file.count { _ = LoaderCache(Array(file[..<length])) }
        for index in 0..<(48 + entries.count * 24) {
            var damaged = file
            damaged[index] = 0xff
            _ = LoaderCache(damaged)
        }
    }
}

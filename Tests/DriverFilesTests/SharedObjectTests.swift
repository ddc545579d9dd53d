import DriverFiles
import Sysfs
import Testing

@Suite("A shared library")
struct SharedObjectTests {
    @Test(arguments: ["libcuda.so.1", "libnvidia-gpucomp.so.580.159.04", nil]) func `reads as it was written`(
        name: String?
    ) {
        for machine in [SharedObject.Machine.x86_64, .aarch64] {
            let object = SharedObject(machine: machine, name: name)
            #expect(SharedObject(reader(object.minimalFile)) == object)
        }
    }

    @Test(arguments: ["libpci.so.3", "libc.so.6"])
    func `of this machine has the name under which the loader's cache lists it`(name: String) throws {
        let cache = try #require(LoaderCache(HostRoot.machine.directory("/etc")?.bytes("ld.so.cache") ?? []))
        let entry = try #require(cache.entries.first { $0.name == name })
        let object = try #require(HostRoot.machine.reading(entry.path) { SharedObject($0) } ?? nil)
        #expect(object == SharedObject(machine: entry.machine, name: name))
    }

    @Test func `cut off anywhere is none, or one without a name, and never a crash`() {
        let object = SharedObject(machine: .x86_64, name: "libcuda.so.1")
        let file = object.minimalFile
        for length in 0..<file.count {
            let read = SharedObject(reader(Array(file[..<length])))
            #expect(read == nil || read == SharedObject(machine: .x86_64, name: nil))
        }
    }

    @Test func `with any byte changed is read without a crash`() {
        let file = SharedObject(machine: .x86_64, name: "libcuda.so.1").minimalFile
        for index in file.indices {
            for value: UInt8 in [0, 1, 0x7f, 0xff] {
                var damaged = file
                damaged[index] = value
                _ = SharedObject(reader(damaged))
            }
        }
    }

    @Test(arguments: [(4, 1), (5, 2), (18, 3)]) func `of another class, byte order or machine is none`(
        offset: Int, value: UInt8
    ) {
        var file = SharedObject(machine: .x86_64, name: "libcuda.so.1").minimalFile
        file[offset] = value
        #expect(SharedObject(reader(file)) == nil)
    }

    private func reader(_ file: [UInt8]) -> (UInt64, Int) -> [UInt8]? {
        { offset, count in
            guard offset < UInt64(file.count) else { return nil }
            let start = Int(offset)
            return Array(file[start..<min(file.count, start + count)])
        }
    }
}

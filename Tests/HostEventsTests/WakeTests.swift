import HostEvents
import SystemPackage
import Testing

@Suite("A wake-up") struct WakeTests {
    let wake: Wake
    let pipe: Pipe

    init() throws {
        wake = try Wake()
        pipe = try Pipe()
    }

    @Test func `is not missed when it comes before the waiting, and stays`() throws {
        wake.signal()
        wake.signal()
        #expect(try wake.wait(for: pipe.readEnd.rawValue) == .signalled)
        #expect(try wake.wait(for: pipe.readEnd.rawValue) == .signalled)
    }

    @Test func `goes before what can be read`() throws {
        try pipe.writeEnd.writeAll([1])
        #expect(try wake.wait(for: pipe.readEnd.rawValue) == .readable)
        wake.signal()
        #expect(try wake.wait(for: pipe.readEnd.rawValue) == .signalled)
    }

    @Test func `says when the other end is gone, and what is no descriptor`() throws {
        let (lonely, gone) = try FileDescriptor.pipe()
        try gone.close()
        #expect(try wake.wait(for: lonely.rawValue) == .troubled)
        try lonely.close()
        #expect(try wake.wait(for: Int32.max) == .troubled)
    }
}

final class Pipe: Sendable {
    let readEnd: FileDescriptor
    let writeEnd: FileDescriptor

    init() throws { (readEnd, writeEnd) = try FileDescriptor.pipe() }

    deinit {
        try? readEnd.close()
        try? writeEnd.close()
    }
}

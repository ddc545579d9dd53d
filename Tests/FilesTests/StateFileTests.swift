import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite("A state file") struct StateFileTests {
    let temporary: TemporaryDirectory
    let file: StateFile

    init() throws {
        temporary = try TemporaryDirectory()
        file = StateFile(FilePath("\(temporary.path)/state/generation"))
    }

    @Test func `holds nothing before it is written`() throws {
        #expect(try file.read() == nil)
        try temporary.makeDirectory("state")
        #expect(try file.read() == nil)
    }

    @Test(arguments: [[], [0x0a], Array("17".utf8), [UInt8](0...255), [UInt8](repeating: 0x0a, count: 100_000)])
    func `gives back what was written last`(content: [UInt8]) throws {
        try file.write(Array("before".utf8))
        try file.write(content)
        #expect(try file.read() == content)
        #expect(temporary.names("state") == ["generation"])
    }

    @Test func `can be read by people too`() throws {
        try file.write(Array("123456789".utf8))
        #expect(temporary.text(of: "state/generation") == "apus-state 1 cbf43926 9\n123456789")
    }

    @Test func `holds nothing once it is removed`() throws {
        try file.remove()
        try file.write([1])
        try file.remove()
        #expect(try file.read() == nil)
    }

    @Test func `is damaged when one bit of it is`() throws {
        try file.write(Array("generation 17\n".utf8))
        let text = try #require(temporary.text(of: "state/generation"))
        for index in text.utf8.indices {
            var bytes = Array(text.utf8)
            bytes[text.utf8.distance(from: text.utf8.startIndex, to: index)] ^= 1
            try temporary.put(String(decoding: bytes, as: UTF8.self), at: "state/generation")
            #expect(throws: StateError.damaged(file.path)) { try file.read() }
        }
    }

    @Test func `is damaged when a part of it is missing or too much`() throws {
        try file.write(Array("generation 17\n".utf8))
        let text = try #require(temporary.text(of: "state/generation"))
        for length in 0..<text.utf8.count {
            try temporary.put(String(text.prefix(length)), at: "state/generation")
            #expect(throws: StateError.damaged(file.path)) { try file.read() }
        }
        try temporary.put(text + "\n", at: "state/generation")
        #expect(throws: StateError.damaged(file.path)) { try file.read() }
    }

    @Test(arguments: ["", "\n", "17\n", "{}", "apus-state 2 00000000 0\n", "apus-state 1 0 0\n"])
    func `is damaged when somebody else wrote it`(text: String) throws {
        try temporary.put(text, at: "state/generation")
        #expect(throws: StateError.damaged(file.path)) { try file.read() }
    }

    @Test func `is written anew over a damaged one`() throws {
        try temporary.put("{}", at: "state/generation")
        try file.write([1])
        #expect(try file.read() == [1])
    }

    @Test func `says what stands in its place`() throws {
        try temporary.makeDirectory("state/generation")
        let error = AtomicFileError.directoryInPlaceOfFile(file.path)
        #expect(throws: StateError.unreadable(error)) { try file.read() }
        #expect(throws: StateError.unwritable(error)) { try file.write([1]) }
        #expect(throws: StateError.unwritable(error)) { try file.remove() }
    }

    @Test func `stays as it was where the disk is full, and can be written once there is room`() throws {
        try temporary.makeDirectory("state")
        let (fault, held, names, later) = try withPrivateMounts {
            try Mount.small("\(temporary.path)/state")
            try file.write(Array("old".utf8))
            let fault = stateError { try file.write([UInt8](repeating: 1, count: 1 << 20)) }
            let held = try file.read()
            let names = temporary.names("state")
            try file.write(Array("new".utf8))
            return (fault, held, names, try file.read())
        }
        #expect(fault == .unwritable(.file(file.path, .write, .noSpace)))
        #expect(held == Array("old".utf8))
        #expect(names == ["generation"])
        #expect(later == Array("new".utf8))
    }

    @Test func `says that it may not be read or written`() throws {
        try temporary.put("secret", at: "state/generation")
        chmod("\(temporary.path)/state/generation", 0o600)
        let faults = try withoutPrivileges { [stateError { try file.read() }, stateError { try file.write([1]) }] }
        #expect(
            faults == [
                .unreadable(.file(file.path, .read, .permissionDenied)),
                .unwritable(.file(file.path, .create, .permissionDenied)),
            ])
    }
}

/// What an act throws, for acts that run where expectations cannot.
func stateError<Value>(_ act: () throws -> Value) -> StateError? {
    do {
        _ = try act()
        return nil
    } catch {
        return error as? StateError
    }
}

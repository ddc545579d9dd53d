import Dispatch
import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite("An open file") struct DescriptorTests {
    let temporary: TemporaryDirectory

    init() throws { temporary = try TemporaryDirectory() }

    private func content(of name: String, limit: Int) -> Result<[UInt8], Errno> {
        Result { () throws(Errno) in
            try Descriptor(temporary.filePath.appending(name)).regularContent(limit: limit)
        }
    }

    @Test(arguments: [0, 1, 4095, 4096, 4097, 100_000])
    func `is read whole up to its limit, and not at all above`(size: Int) throws {
        let bytes = [UInt8](repeating: 0x61, count: size)
        try temporary.put(String(decoding: bytes, as: UTF8.self), at: "file")
        #expect(content(of: "file", limit: size) == .success(bytes))
        if size > 0 { #expect(content(of: "file", limit: size - 1) == .failure(.fileTooLarge)) }
    }

    @Test(.timeLimit(.minutes(1)))
    func `is a regular one, and never waits for the writer of a pipe`() throws {
        mkfifo("\(temporary.path)/pipe", 0o600)
        try temporary.makeDirectory("directory")
        #expect(content(of: "pipe", limit: 9) == .failure(.notSupported))
        #expect(content(of: "directory", limit: 9) == .failure(.isDirectory))
        let device = Result { () throws(Errno) in try Descriptor("/dev/zero").regularContent(limit: 9) }
        #expect(device == .failure(.notSupported))
    }

    @Test(.timeLimit(.minutes(1)))
    func `may be a pipe where a person has named it, and is then read to the writer's end`() throws {
        mkfifo("\(temporary.path)/pipe", 0o600)
        let path = temporary.filePath.appending("pipe")
        // Both ends, so that neither the reader nor the writer is alone when it opens the pipe.
        let both = open(path.string, O_RDWR | O_CLOEXEC)
        let reader = try Descriptor(path)
        let writer = open(path.string, O_WRONLY | O_CLOEXEC)
        close(both)
        // On a thread of its own: this one waits.
        DispatchQueue(label: "writer").async {
            write(writer, "one ", 4)
            // The second part comes once the reader has the first, so that it has to wait.
            var left: Int32 = 1
            while left > 0, ioctl(writer, UInt(FIONREAD), &left) == 0 { sched_yield() }
            write(writer, "two", 3)
            close(writer)
        }
        #expect(try reader.content() == Array("one two".utf8))
    }

    @Test func `is not inherited by programs that are started later`() throws {
        let file = try Descriptor("/dev/null", .readWrite)
        #expect(fcntl(file.raw, F_GETFD) & FD_CLOEXEC != 0)
        #expect(fcntl(file.raw, F_GETFL) & O_NONBLOCK != 0)
    }

    @Test func `names what is in a directory, as often as it is asked`() throws {
        let names = (0..<1000).map { "a file with a long name \($0)" } + [".hidden", "...", "ä"]
        for name in names { try temporary.put("", at: "directory/\(name)") }
        let directory = try Descriptor(temporary.filePath.appending("directory"), .readOnly, .directory)
        #expect(try directory.names().sorted() == names.sorted())
        let again = try directory.names()
        #expect(again.count == names.count)
        #expect(again.contains("...") && again.contains("ä") && !again.contains("hidden") && !again.contains("."))
        #expect(again.beginning(with: "a file with a long name 99").count == 11)
    }
}

import Delivery
import Dispatch
import Documents
import Glibc
import ResourceSlices
import SinkContract
import SystemPackage
import Testing
import TestSupport

@Suite("A stream of slices", .timeLimit(.minutes(5))) struct StreamSinkTests {
    private let temporary: TemporaryDirectory
    private let file: FileDescriptor
    private let sink: StreamSink

    init() throws {
        temporary = try TemporaryDirectory()
        let path = FilePath(temporary.path).appending("stream")
        file = try FileDescriptor.open(path, .writeOnly, options: [.create, .append], permissions: .ownerReadWrite)
        sink = StreamSink(file)
    }

    @Test(arguments: SinkRule.allCases) func `keeps the contract of sinks`(rule: SinkRule) async throws {
        defer { try? file.close() }
        try await rule.check(sink) { try observed() }
    }

    @Test func `is one document a line, each the whole pool`() async throws {
        defer { try? file.close() }
        for generation in 1...3 {
            try await sink.publish(.devices(200, generation: Int64(generation)))
        }
        #expect(lines.count == 3)
        for line in lines {
            let document = JSONValue(try #require(try YAMLNode.parse(line)))
            #expect(document["kind"] == "List")
            #expect(try ObservedPool.slices(in: line).count == 4)
        }
    }

    @Test func `is written in the version that was asked for`() async throws {
        defer { try? file.close() }
        try await sink.publish(SlicePublication(.devices(3), .sample))
        try await sink.publish(SlicePublication(.devices(3), .sample(apiVersion: .v1beta1)))
        #expect(
            try lines.flatMap { try ObservedPool.slices(in: $0) }.map { $0["apiVersion"] } == [
                "resource.k8s.io/v1", "resource.k8s.io/v1beta1",
            ])
    }

    @Test func `says that nobody reads it any more, and goes on living`() async throws {
        defer { try? file.close() }
        let pipe = try FileDescriptor.pipe()
        try pipe.readEnd.close()
        defer { try? pipe.writeEnd.close() }
        #expect(
            await StreamSink(pipe.writeEnd).failure(.devices(3))
                == .rejected(
                    """
                    Standard output cannot be written: nobody reads it any more. Start the reader and this program again.
                    """))
    }

    @Test func `says that the disk is full`() async throws {
        defer { try? file.close() }
        let full = try FileDescriptor.open("/dev/full", .writeOnly)
        defer { try? full.close() }
        #expect(
            await StreamSink(full, name: "The log").failure(.devices(3))
                == .unavailable(
                    "The log cannot be written: No space left on device. Free some space where it leads to."))
    }

    @Test func `lets go of a reader that is stuck when it is told to stop, and brings the line to its end later`()
        async throws
    {
        defer { try? file.close() }
        let pipe = try FileDescriptor.pipe()
        let sink = StreamSink(pipe.writeEnd)
        // More than a pipe holds.
        let publishing = Task { await sink.failure(.devices(650)) }
        var byte: UInt8 = 0
        let count = withUnsafeMutableBytes(of: &byte) { read(pipe.readEnd.rawValue, $0.baseAddress, 1) }
        #expect(count == 1)
        publishing.cancel()
        #expect(await publishing.value == .unavailable("The agent stops."))

        async let rest = Self.text(of: pipe.readEnd)
        #expect(await sink.failure(.devices(3, generation: 2)) == nil)
        try pipe.writeEnd.close()
        let lines = await ("{" + rest).split(separator: "\n").map(String.init)
        #expect(byte == UInt8(ascii: "{"))
        #expect(
            try lines.map { try ObservedPool.slices(in: $0).count } == [
                SlicePublication.devices(650).pool.slices.count, 1,
            ])
    }

    @Test func `is whole though its descriptor does not wait`() async throws {
        defer { try? file.close() }
        let pipe = try FileDescriptor.pipe()
        #expect(fcntl(pipe.writeEnd.rawValue, F_SETFL, O_NONBLOCK) == 0)
        async let text = Self.text(of: pipe.readEnd)
        #expect(await StreamSink(pipe.writeEnd).failure(.devices(650)) == nil)
        try pipe.writeEnd.close()
        #expect(try await ObservedPool.slices(in: text).count == SlicePublication.devices(650).pool.slices.count)
    }

    @Test func `continues a line that a full disk has cut, before the next one begins`() async throws {
        defer { try? file.close() }
        let (ballast, stream) = try withPrivateMounts { [temporary] in
            try Mount.small(temporary.path)
            let path = FilePath(temporary.path)
            return try (
                FileDescriptor.open(path.appending("a"), .writeOnly, options: .create, permissions: .ownerReadWrite),
                FileDescriptor.open(path.appending("b"), .readWrite, options: .create, permissions: .ownerReadWrite)
            )
        }
        defer {
            try? ballast.close()
            try? stream.close()
        }
        _ = try ballast.writeAll([UInt8](repeating: 0, count: 40_000))
        let sink = StreamSink(stream)
        #expect(await sink.failure(.devices(100)) != nil)
        try ballast.resize(to: 0)
        #expect(await sink.failure(.devices(3, generation: 2)) == nil)
        try stream.seek(offset: 0, from: .start)
        let lines = await Self.text(of: stream).split(separator: "\n").map(String.init)
        #expect(try lines.map { try ObservedPool.slices(in: $0).count } == [1, 1])
    }

    private var lines: [String] {
        (temporary.text(of: "stream") ?? "").split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map(String.init)
    }

    private func observed() throws -> ObservedPool {
        ObservedPool(slices: try ObservedPool.slices(in: lines.last ?? ""), revision: "\(lines.count)")
    }

    /// Everything up to the end, read where it holds nobody up.
    private static func text(of descriptor: FileDescriptor) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var bytes: [UInt8] = []
                var buffer = [UInt8](repeating: 0, count: 65536)
                while case let count = read(descriptor.rawValue, &buffer, buffer.count), count > 0 {
                    bytes += buffer[..<count]
                }
                continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
            }
        }
    }
}

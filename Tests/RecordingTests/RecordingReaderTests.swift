import Recording
import TestSupport
import Testing

@Suite("A recording")
struct RecordingReaderTests {
    @Test func `is read record by record`() throws {
        let records = try read(
            """
            P: /devices/pci0000:00/0000:00:02.0/drm/card0
            N: dri/card0=00fF
            S: dri/by-path/pci-0000:00:02.0-card
            E: SUBSYSTEM=drm
            E: DEVLINKS=/dev/a /dev/b=c
            A: dev=226:0\\n
            A: odd=back\\\\slash \\"quote\\" \\303\\274\\t
            H: config=DE10
            L: device=../../../0000:00:02.0

            P: /devices/virtual/misc/vfio
            E: SUBSYSTEM=misc


            """)
        #expect(records.map(\.path) == ["/devices/pci0000:00/0000:00:02.0/drm/card0", "/devices/virtual/misc/vfio"])
        let card = try #require(records.first)
        #expect(card.subsystem == "drm")
        #expect(card.node == .init(name: "dri/card0", bytes: [0x00, 0xff]))
        #expect(card.links == ["dri/by-path/pci-0000:00:02.0-card"])
        #expect(card.properties.last == .init(name: "DEVLINKS", value: "/dev/a /dev/b=c"))
        #expect(
            card.attributes == [
                .init(name: "dev", bytes: Array("226:0\n".utf8)),
                .init(name: "odd", bytes: Array("back\\slash \"quote\" ü\t".utf8)),
                .init(name: "config", bytes: [0xde, 0x10]),
            ])
        #expect(card.symbolicLinks == [.init(name: "device", value: "../../../0000:00:02.0")])
    }

    @Test(arguments: [
        (RecordingReader.Limits(devices: 2, files: 9), "2 devices"), (.init(devices: 9, files: 5), "5 files"),
    ])
    func `has no more devices and files than any machine`(limits: RecordingReader.Limits, limit: String) throws {
        let device = "P: /devices/x\nE: SUBSYSTEM=a\nA: b=\nL: c=d\n\n"
        let directory = try TemporaryDirectory()
        let path = try directory.put(String(repeating: device, count: 3), at: "recording")
        #expect(throws: RecordingError.tooLarge(path: path, limit: limit)) {
            try RecordingReader(path: path, limits: limits).read { _ in }
        }
        #expect(try RecordingReader(path: path).read { _ in } == 3)
    }

    @Test func `needs no blank line at its end`() throws {
        #expect(try read("P: /devices/a\nE: SUBSYSTEM=pci\n").count == 1)
    }

    struct Fault: CustomTestStringConvertible {
        let text: String
        let line: Int
        let says: String

        var testDescription: String { "line \(line): \(says)" }
    }

    @Test(arguments: [
        Fault(text: "E: SUBSYSTEM=pci\n", line: 1, says: "must start with a line like `P: /devices/…`"),
        Fault(text: "P: /devices/a\nE: SUBSYSTEM=pci\nP: /devices/b\n", line: 3, says: "one P line only"),
        Fault(text: "P: /devices/a\nE: X=1\n\nP: /devices/b\n", line: 3, says: "without `E: SUBSYSTEM=…`"),
        Fault(text: "P: /devices/a\nE: X=1\n", line: 2, says: "without `E: SUBSYSTEM=…`"),
        Fault(text: "P: /devices/a\nE: SUBSYSTEM=pci\nA: dev", line: 3, says: "does not end with a newline"),
        Fault(text: "P: /devices/a\nE: SUBSYSTEM=pci\nA: dev\n", line: 3, says: "is the line cut off?"),
        Fault(text: "P: /devices/a\nE: SUBSYSTEM=pci\nH: config=DE1\n", line: 3, says: "pairs of hexadecimal digits"),
        Fault(text: "P: /devices/a\nE: SUBSYSTEM=pci\nH: config=XX\n", line: 3, says: "pairs of hexadecimal digits"),
        Fault(text: "P: /devices/a\nQ: x=y\n", line: 2, says: "`Q` is no type of line"),
        Fault(text: "P: /devices/a\nhello\n", line: 2, says: "a line must be like"),
        Fault(text: "P: /sys/devices/a\n", line: 1, says: "must start with /devices/"),
        Fault(text: "P: /devices/../../etc\n", line: 1, says: "no path below the device"),
        Fault(text: "P: /devices/a\nE: SUBSYSTEM=pci\nA: ../x=1\n", line: 3, says: "no path below the device"),
        Fault(text: "P: /devices/a\nN: ../passwd\n", line: 2, says: "no path below the device"),
        // A slash and the accent after it are one character, but two bytes to the kernel.
        Fault(text: "P: /devices/a\nN: x/../\u{301}y\n", line: 2, says: "no path below the device"),
        Fault(text: "P: /devices/a\nE: SUBSYSTEM=pci\nE: SUBSYSTEM=drm\n", line: 3, says: "one SUBSYSTEM only"),
        Fault(text: "P: /devices/a\nE: =pci\n", line: 2, says: "a name, `=` and a value are missing"),
    ])
    func `that is malformed or cut off is refused with its line`(fault: Fault) throws {
        let error = try #require(throws: RecordingError.self) { try read(fault.text) }
        guard case .malformed(_, let line, let why) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(line == fault.line)
        #expect(why.contains(fault.says))
    }

    @Test func `with a NUL in a name is refused with its line`() throws {
        let error = try #require(throws: RecordingError.self) { try read("P: /devices/a\nE: SUB\0SYSTEM=pci\n") }
        guard case .malformed(_, 2, _) = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func `cut off at any byte is refused with the line of the cut, or is whole up to there`() throws {
        let whole =
            "P: /devices/a\nE: SUBSYSTEM=pci\nA: class=0x030000\\n\n\nP: /devices/b\nE: SUBSYSTEM=pci\nH: x=00\n"
        for length in 1...whole.utf8.count {
            let text = try #require(String(whole.utf8.prefix(length)))
            let complete = text.split(separator: "\n\n").filter { $0.contains("SUBSYSTEM=pci") }.count
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
            switch Result(catching: { () throws(RecordingError) in try read(text) }) {
            case .success(let records): #expect(records.count == complete && text.hasSuffix("\n"))
            case .failure(.malformed(_, let line, _)): #expect((lines - 1...lines).contains(line))
            case .failure(let error): Issue.record("\(error)")
            }
        }
    }

    @Test(arguments: ["", "\n\n\n"])
    func `without a record is refused`(text: String) {
        #expect(throws: RecordingError.self) { try read(text) }
    }

    @Test func `that is not there is an error that names it`() throws {
        let error = try #require(throws: RecordingError.self) {
            try RecordingReader(path: "/nonexistent.umockdev").read { _ in }
        }
        #expect(error.description == "The recording /nonexistent.umockdev cannot be read: No such file or directory.")
    }

    @Test func `whose line never ends is given up`() throws {
        let error = try #require(throws: RecordingError.self) { try RecordingReader(path: "/dev/zero").read { _ in } }
        #expect(error.description.contains("so this may be no recording."))
    }

    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func read(_ text: String) throws(RecordingError) -> [DeviceRecord] {
        var records: [DeviceRecord] = []
        try RecordingReader(path: put(text)).read { records.append($0) }
        return records
    }

    private func put(_ text: String) -> String {
        (try? directory.put(text, at: "recording")) ?? "/nonexistent"
    }
}

private import Hardware

/// Reads umockdev's device description line by line, in time linear in its size.
struct RecordParser {
    /// Why a line is refused.
    struct Refusal: Error { let why: String }

    private var record: DeviceRecord?

    /// Takes one line without its newline; returns the record that it ends, if it ends one.
    mutating func take(_ line: ArraySlice<UInt8>) throws(Refusal) -> DeviceRecord? {
        guard !line.isEmpty else { return try finish() }
        guard line.count > 3, line[line.startIndex + 1] == UInt8(ascii: ":"),
            line[line.startIndex + 2] == UInt8(ascii: " ")
        else { throw Refusal(why: "a line must be like `E: KEY=value`, with one of P, N, S, E, A, H and L") }
        let type = line[line.startIndex]
        let content = line.dropFirst(3)
        if type == UInt8(ascii: "P") {
            guard record == nil else { throw Refusal(why: "a record has one P line only; a blank line ends it") }
            record = DeviceRecord(path: try Self.devicePath(content))
            return nil
        }
        guard var begun = record else { throw Refusal(why: "a record must start with a line like `P: /devices/…`") }
        // Moved out and back, so that its arrays are appended to in place.
        record = nil
        try Self.add(type, content, to: &begun)
        record = begun
        return nil
    }

    /// Ends the last record.
    mutating func finish() throws(Refusal) -> DeviceRecord? {
        guard let finished = record else { return nil }
        record = nil
        guard finished.subsystem != nil else {
            throw Refusal(why: "the record of \(finished.path) ends without `E: SUBSYSTEM=…`; is it cut off?")
        }
        return finished
    }

    private static func add(
        _ type: UInt8, _ content: ArraySlice<UInt8>, to record: inout DeviceRecord
    ) throws(Refusal) {
        switch type {
        case UInt8(ascii: "N"): record.node = try node(content)
        case UInt8(ascii: "S"): record.links.append(try relativePath(content))
        case UInt8(ascii: "E"):
            let (name, value) = try pair(content)
            let property = DeviceRecord.Property(name: try text(name), value: try text(value))
            guard property.name != "SUBSYSTEM" || record.subsystem == nil else {
                throw Refusal(why: "a record has one SUBSYSTEM only")
            }
            record.properties.append(property)
        case UInt8(ascii: "A"):
            let (name, value) = try pair(content)
            record.attributes.append(.init(name: try relativePath(name), bytes: EscapedText.decode(value)))
        case UInt8(ascii: "H"):
            let (name, value) = try pair(content)
            record.attributes.append(.init(name: try relativePath(name), bytes: try hexadecimalBytes(value)))
        case UInt8(ascii: "L"):
            let (name, value) = try pair(content)
            record.symbolicLinks.append(.init(name: try relativePath(name), value: try text(value)))
        default:
            throw Refusal(why: "`\(Character(UnicodeScalar(type)))` is no type of line; P, N, S, E, A, H and L are")
        }
    }

    private static func node(_ content: ArraySlice<UInt8>) throws(Refusal) -> DeviceRecord.Entry {
        guard content.contains(UInt8(ascii: "=")) else { return .init(name: try relativePath(content), bytes: []) }
        let (name, value) = try pair(content)
        return .init(name: try relativePath(name), bytes: try hexadecimalBytes(value))
    }

    private static func devicePath(_ content: ArraySlice<UInt8>) throws(Refusal) -> String {
        guard content.first == UInt8(ascii: "/") else { throw Refusal(why: "a device path must start with /devices/") }
        let path = try relativePath(content.dropFirst())
        guard path.hasPrefix("devices/") else { throw Refusal(why: "a device path must start with /devices/") }
        return "/" + path
    }

    /// A path that stays where it starts.
    private static func relativePath(_ content: ArraySlice<UInt8>) throws(Refusal) -> String {
        let path = try text(content)
        // Bytes, as the kernel has them: a character may be a slash together with the accent that follows it.
        let parts = content.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0 != [0x2e] && $0 != [0x2e, 0x2e] && $0.count < 256 }),
            content.count < 2048
        else { throw Refusal(why: "`\(path)` is no path below the device") }
        return path
    }

    private static func pair(_ content: ArraySlice<UInt8>) throws(Refusal) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
        guard let sign = content.firstIndex(of: UInt8(ascii: "=")), sign > content.startIndex else {
            throw Refusal(why: "a name, `=` and a value are missing; is the line cut off?")
        }
        return (content[..<sign], content[(sign + 1)...])
    }

    private static func text(_ bytes: ArraySlice<UInt8>) throws(Refusal) -> String {
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw Refusal(why: "the line is no UTF-8 text")
        }
        return text
    }

    private static func hexadecimalBytes(_ digits: ArraySlice<UInt8>) throws(Refusal) -> [UInt8] {
        let values = digits.compactMap(\.hexadecimalValue)
        guard values.count == digits.count, digits.count.isMultiple(of: 2) else {
            throw Refusal(why: "the value must be pairs of hexadecimal digits; is the line cut off?")
        }
        return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }
}

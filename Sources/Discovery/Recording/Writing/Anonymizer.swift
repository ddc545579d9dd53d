private import Documents
private import DriverFacts
private import Hardware

/// Replaces what names one machine: serial numbers, unique ids, MAC addresses, the host's name. Equal originals get
/// equal replacements of the same form, so that what belongs together still does.
struct Anonymizer {
    private var replacements: [String: Int] = [:]

    mutating func apply(to record: inout DeviceRecord) {
        for index in record.attributes.indices {
            let name = record.attributes[index].name
            let text = String(decoding: record.attributes[index].bytes, as: UTF8.self)
            if let anonymous = replace(text, in: name) { record.attributes[index].bytes = Array(anonymous.utf8) }
        }
    }

    /// Nil where the file names nothing.
    private mutating func replace(_ text: String, in path: String) -> String? {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        switch name {
        case "serial_number", "unique_id": return replaceWord(text)
        case "hostname": return "host\n"
        case "properties" where path.hasPrefix("topology/"): return replaceLines(text, " ", ["unique_id", "hive_id"])
        case "information": return replaceLines(text, ":", ["GPU UUID"])
        case _ where path == RecordedDriverFacts.path: return replaceFacts(text)
        default: return replaceMACs(text)
        }
    }

    /// What cannot be read is not kept: it may name anything.
    private mutating func replaceFacts(_ text: String) -> String {
        guard let json = try? JSONValue.reading(json: Array(text.utf8)), var facts = DriverFacts(json: json) else {
            return ""
        }
        for gpu in facts.gpus.indices {
            facts.gpus[gpu].uuid = facts.gpus[gpu].uuid.map { replaceWord($0) }
            facts.gpus[gpu].serial = facts.gpus[gpu].serial.map { replaceWord($0) }
            for instance in facts.gpus[gpu].instances.indices {
                let uuid = facts.gpus[gpu].instances[instance].uuid
                facts.gpus[gpu].instances[instance].uuid = uuid.map { replaceWord($0) }
            }
        }
        return String(decoding: RecordedDriverFacts.content(facts), as: UTF8.self)
    }

    private mutating func replaceLines(_ text: String, _ separator: Character, _ keys: Set<String>) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { (line: Substring) -> String in
            guard let end = line.firstIndex(of: separator), keys.contains(String(line[..<end])) else {
                return String(line)
            }
            return String(line[...end]) + replaceWord(String(line[end...].dropFirst()))
        }.joined(separator: "\n")
    }

    /// Numbers the originals; every hexadecimal digit of the original becomes one of the number's. Zeros and blanks,
    /// which say "unknown", stay.
    private mutating func replaceWord(_ text: String) -> String {
        let digits = text.utf8.filter(\.isHexadecimalDigit)
        guard digits.contains(where: { $0 != UInt8(ascii: "0") }) else { return text }
        let word = text.filter { !$0.isWhitespace }
        let number = replacements[word] ?? replacements.count + 1
        replacements[word] = number
        // A decimal number has to stay one: KFD's ids are joined as numbers.
        let text10 = String(number)
        let numbered =
            digits.allSatisfy(\.isDecimalDigit)
            ? String(repeating: "0", count: max(0, digits.count - text10.utf8.count)) + text10
            : hexadecimal(number, digits: digits.count)
        var rest = Array(numbered.utf8)[...]
        // A prefix such as `GPU-` holds letters that are no digits; those stay as they are.
        return String(
            decoding: text.utf8.map { byte in
                byte.isHexadecimalDigit ? rest.popFirst() ?? byte : byte
            }, as: UTF8.self)
    }

    /// Six pairs of hexadecimal digits with colons between.
    private mutating func replaceMACs(_ text: String) -> String? {
        var found = false
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.split(separator: " ", omittingEmptySubsequences: false).map { word -> String in
                let pairs = word.split(separator: ":", omittingEmptySubsequences: false)
                guard pairs.count == 6,
                    pairs.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(\.isHexadecimalDigit) })
                else { return String(word) }
                found = true
                return replaceWord(String(word))
            }.joined(separator: " ")
        }
        return found ? lines.joined(separator: "\n") : nil
    }
}

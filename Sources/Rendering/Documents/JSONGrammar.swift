/// The grammar of JSON (RFC 8259), to the letter. json-c reads more than JSON, and how much more differs between its
/// versions, so a text is checked here before json-c makes values of it.
struct JSONGrammar: ~Copyable {
    private let bytes: [UInt8]
    private var offset = 0

    static func check(_ bytes: [UInt8]) throws(JSONError) {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        var grammar = JSONGrammar(bytes)
        try grammar.value(depth: 0)
        grammar.skipBlanks()
        guard grammar.next == nil else { throw grammar.fault("something follows the document") }
    }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private func fault(_ problem: String) -> JSONError { .syntax(problem, offset: offset) }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { offset += 1 }
    }

    /// Goes on after the character if it is the next.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONError) {
        skipBlanks()
        guard let first = next else { throw fault("the document ends where a value should stand") }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard depth < YAMLNode.depthLimit else { throw fault("it nests deeper than \(YAMLNode.depthLimit) levels") }
            offset += 1
            first == UInt8(ascii: "{") ? try members(depth: depth + 1) : try elements(depth: depth + 1)
        case UInt8(ascii: "\""): try string(isName: false)
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        default: throw fault("no value begins so")
        }
    }

    private mutating func members(depth: Int) throws(JSONError) {
        skipBlanks()
        if take("}") { return }
        repeat {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw fault("a name in double quotes should stand here") }
            try string(isName: true)
            skipBlanks()
            guard take(":") else { throw fault("a colon should stand here") }
            try value(depth: depth)
            skipBlanks()
        } while take(",")
        guard take("}") else { throw fault("a comma or } should stand here") }
    }

    private mutating func elements(depth: Int) throws(JSONError) {
        skipBlanks()
        if take("]") { return }
        repeat {
            try value(depth: depth)
            skipBlanks()
        } while take(",")
        guard take("]") else { throw fault("a comma or ] should stand here") }
    }

    private mutating func string(isName: Bool) throws(JSONError) {
        offset += 1
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return
            case UInt8(ascii: "\\"): try escape(isName: isName)
            case 0..<0x20: throw fault("a control character must be escaped")
            default: offset += 1
            }
        }
        throw fault("the document ends within a string")
    }

    private mutating func escape(isName: Bool) throws(JSONError) {
        let start = offset
        offset += 1
        guard let byte = next, "\"\\/bfnrtu".utf8.contains(byte) else { throw fault("there is no such escape") }
        offset += 1
        guard byte == UInt8(ascii: "u") else { return }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = next.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
                throw fault("four hexadecimal digits should stand here")
            }
            unit = unit << 4 | UInt32(digit)
            offset += 1
        }
        // json-c ends a name at a NUL.
        if isName, unit == 0 { throw .syntax("a name must not hold a NUL", offset: start) }
    }

    private mutating func number() throws(JSONError) {
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
    }

    private mutating func digits() throws(JSONError) {
        let start = offset
        while let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { offset += 1 }
        guard offset > start else { throw fault("a digit should stand here") }
    }

    private mutating func word(_ word: StaticString) throws(JSONError) {
        for character in "\(word)".utf8 {
            guard next == character else { throw fault("true, false or null should stand here") }
            offset += 1
        }
    }
}

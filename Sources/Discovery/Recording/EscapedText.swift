/// The escapes of `A` lines, as GLib's `g_strescape` and `g_strcompress` have them: C's letters and octal numbers.
enum EscapedText {
    private static let letters: [UInt8: UInt8] = [
        UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0c, UInt8(ascii: "n"): 0x0a, UInt8(ascii: "r"): 0x0d,
        UInt8(ascii: "t"): 0x09, UInt8(ascii: "v"): 0x0b,
    ]

    static func decode(_ text: some Collection<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text.makeIterator()
        var pending = rest.next()
        while let byte = pending {
            pending = rest.next()
            guard byte == UInt8(ascii: "\\"), let letter = pending else {
                bytes.append(byte)
                continue
            }
            pending = rest.next()
            guard isOctal(letter) else {
                bytes.append(letters[letter] ?? letter)
                continue
            }
            var number = UInt16(letter & 7)
            for _ in 0..<2 {
                guard let digit = pending, isOctal(digit) else { break }
                number = number << 3 | UInt16(digit & 7)
                pending = rest.next()
            }
            bytes.append(UInt8(truncatingIfNeeded: number))
        }
        return bytes
    }

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: "\""): text += "\\" + String(UnicodeScalar(byte))
            case 0x20..<0x7f: text.unicodeScalars.append(UnicodeScalar(byte))
            default:
                if let letter = letters.first(where: { $0.value == byte })?.key {
                    text += "\\" + String(UnicodeScalar(letter))
                } else {
                    let digits = String(byte, radix: 8)
                    text += "\\" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
                }
            }
        }
        return text
    }

    private static func isOctal(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte) }
}

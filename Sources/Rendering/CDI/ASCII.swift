/// The character classes of CDI names, which are ASCII only.
extension UInt8 {
    var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    var isASCIILetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }

    var isASCIIAlphanumeric: Bool { isASCIIDigit || isASCIILetter }
}

import Hardware
import Testing

@Suite("A number of digits alone")
struct DigitsTests {
    @Test func `has the value of its digits`() {
        #expect(UInt16(hexadecimalDigits: "fFff") == 0xffff)
        #expect(UInt64(decimalDigits: "18446744073709551615") == .max)
        #expect(Int(decimalDigits: "007") == 7)
    }

    @Test(arguments: ["", "+1", "-1", " 1", "1 ", "0x1", "1_0", "\u{ff11}"])
    func `is refused with anything else in it`(text: String) {
        #expect(UInt32(hexadecimalDigits: text) == nil)
        #expect(Int(decimalDigits: text) == nil)
    }

    @Test(arguments: ["10000", "99999999999999999999"])
    func `is refused when it does not fit`(text: String) {
        #expect(UInt16(hexadecimalDigits: text) == nil)
    }
}

import Documents
import Testing

@Suite("Reading JSON")
struct JSONReadingTests {
    @Test(
        arguments: [
            (#"{"a":[1,-2,true,null,"x"],"b":{}}"#, ["a": [1, -2, true, .null, "x"], "b": [:]]),
            (#"  {"n":9223372036854775807} "#, ["n": .integer(.max)]),
            (#"{"s":"\/\u0041\u003c\ud83d\ude00\u0000\n"}"#, ["s": "/A<\u{1F600}\0\n"]),
            ("{\"s\":\"\u{7f}\u{85}\u{feff}\u{2028}é\"}", ["s": "\u{7f}\u{85}\u{feff}\u{2028}é"]),
            ("42", 42),
            ("[]", []),
        ] as [(String, JSONValue)])
    func `gives the values that stand there`(text: String, value: JSONValue) throws {
        #expect(try JSONValue.reading(json: Array(text.utf8)) == value)
    }

    @Test func `takes names of any length`() throws {
        let name = String(repeating: "n", count: 5000)
        #expect(try JSONValue.reading(json: Array("{\"\(name)\":1}".utf8)) == .object([.init(name, 1)]))
    }

    @Test(arguments: ["1.5", "18446744073709551615", "1e400"])
    func `keeps the digits of a number that 64 bits cannot hold`(number: String) throws {
        #expect(try JSONValue.reading(json: Array("[\(number)]".utf8)) == [.string(number)])
    }

    @Test(arguments: ["", "{", "{\"a\":}", "{\"a\":1}}", "[1] x", "\"\u{1}", "nul", "[1,]"])
    func `refuses what is no JSON`(text: String) {
        #expect(throws: JSONError.self) { try JSONValue.reading(json: Array(text.utf8)) }
    }

    @Test func `refuses bytes that are no UTF-8`() {
        #expect(throws: JSONError.self) { try JSONValue.reading(json: [0x22, 0xff, 0x22]) }
    }

    @Test func `refuses what nests deeper than any document needs`() {
        let text = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        #expect(throws: JSONError.self) { try JSONValue.reading(json: Array(text.utf8)) }
    }

    @Test func `reads what it writes`() throws {
        let value: JSONValue = ["a": ["b": [1, "z\u{1}\"\\", .null, false]], "": "\u{2028}"]
        #expect(try JSONValue.reading(json: Array(value.compactJSONText.utf8)) == value)
        #expect(try JSONValue.reading(json: Array(value.jsonText.utf8)) == value)
    }
}

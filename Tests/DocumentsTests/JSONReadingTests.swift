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

    @Test(arguments: [
        "", " ", "{", "[", "\"", "{\"a\":}", "{\"a\" 1}", "{a:1}", "{\"a\":1}}", "[1] x", "[1][2]", "\"\u{1}\"",
        "\"a\nb\"", "nul",
        "nullx", "True", "[1,]", "[,1]", "[1 2]", "{\"a\":1,}", "{,}", "// c\n1", "/* c */ 1", "1 // c", "{'a':1}",
        "['a']",
        "NaN", "Infinity", "-Infinity", "[-]", "01", "-01", "00", "+1", "1.", ".5", "1e", "1e+", "0x10", "\"\\x41\"",
        "\"\\u12\"",
        "\"\\u12g4\"", "\u{feff}1", "1\u{a0}", "1\0", "{\"a\\u0000b\":1}",
    ])
    func `refuses what is no JSON, whatever its library would read`(text: String) {
        #expect(throws: JSONError.self) { try JSONValue.reading(json: Array(text.utf8)) }
    }

    @Test func `takes letters of all scripts, escaped or not`() throws {
        let text = "{\"s\":\"é加速🦜 \\u00e9\\ud83e\\udd9c\",\"é\":\"\u{7ff}\u{800}\u{10ffff}\"}"
        let value: JSONValue = ["s": "é加速🦜 é🦜", "é": "\u{7ff}\u{800}\u{10ffff}"]
        #expect(try JSONValue.reading(json: Array(text.utf8)) == value)
    }

    @Test func `takes the last of several members of one name`() throws {
        #expect(try JSONValue.reading(json: Array(#"{"a":1,"b":2,"a":3}"#.utf8)) == ["a": 3, "b": 2])
    }

    @Test func `says what is wrong and where`() throws {
        let error = #expect(throws: JSONError.self) { try JSONValue.reading(json: Array("{\"a\": 01}".utf8)) }
        #expect(error?.description == "This is not JSON: a comma or } should stand here, at byte 7.")
    }

    @Test(arguments: [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]] as [[UInt8]])
    func `refuses bytes that are no UTF-8`(bytes: [UInt8]) {
        #expect(throws: JSONError.notUTF8) { try JSONValue.reading(json: [0x22] + bytes + [0x22]) }
    }

    @Test func `may nest to its limit`() throws {
        let text = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try JSONValue.reading(json: Array(text.utf8)).compactJSONText == text)
        #expect(throws: JSONError.self) { try JSONValue.reading(json: Array("[\(text)]".utf8)) }
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

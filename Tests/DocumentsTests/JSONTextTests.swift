import Documents
import Testing

@Suite("JSON text") struct JSONTextTests {
    @Test func `has two blanks a level, members in their order and a newline at the end`() {
        let value: JSONValue = ["b": 1, "a": ["x", ["y": true]]]
        #expect(
            value.jsonText == """
                {
                  "b": 1,
                  "a": [
                    "x",
                    {
                      "y": true
                    }
                  ]
                }

                """)
    }

    @Test func `has empty lists and objects on one line`() {
        let value: JSONValue = ["a": [], "b": .object([]), "c": [[], [:]]]
        #expect(
            value.jsonText == """
                {
                  "a": [],
                  "b": {},
                  "c": [
                    [],
                    {}
                  ]
                }

                """)
        #expect(JSONValue.array([]).jsonText == "[]\n")
        #expect(value.compactJSONText == #"{"a":[],"b":{},"c":[[],{}]}"#)
    }

    @Test func `has no blanks in its compact form`() {
        let value: JSONValue = ["b": 1, "a": ["x", .null, false]]
        #expect(value.compactJSONText == #"{"b":1,"a":["x",null,false]}"#)
    }

    @Test func `keeps a slash as it is`() {
        #expect(JSONValue.string("/dev/dri/card0").compactJSONText == #""/dev/dri/card0""#)
    }

    @Test func `keeps letters of all scripts`() {
        #expect(JSONValue.string("Straße 🦜 加速").compactJSONText == #""Straße 🦜 加速""#)
    }

    @Test(arguments: [
        ("a\u{0}b", #""a\u0000b""#), ("\u{1}\u{1f}", #""\u0001\u001f""#), ("\t\n\r\u{8}\u{c}", #""\t\n\r\b\f""#),
        ("\"\\", #""\"\\""#),
    ])
    func `escapes control characters, NUL and quotes`(string: String, text: String) {
        #expect(JSONValue.string(string).compactJSONText == text)
    }

    @Test(arguments: [
        ("\u{7f}\u{80}", #""\u007f\u0080""#), ("\u{85}\u{2028}\u{2029}", #""\u0085\u2028\u2029""#),
        ("\u{feff}\u{fffe}\u{ffff}", #""\ufeff\ufffe\uffff""#), ("\u{202e}\u{2066}", #""\u202e\u2066""#),
        ("\u{e0041}", "\"\u{e0041}\""),
    ])
    func `escapes what YAML would refuse or take for a line break, and what would steer a terminal`(
        string: String, text: String
    ) throws {
        let json = JSONValue.string(string).compactJSONText
        #expect(json == text)
        #expect(try YAMLNode.parse(json)?.string == string)
    }

    @Test(arguments: [Int64.min, -1, 0, 1 << 53 + 1, .max])
    func `keeps all 64 bits of an integer`(integer: Int64) {
        #expect(JSONValue.integer(integer).compactJSONText == "\(integer)")
    }

    @Test func `leaves unknown members out`() {
        let value = JSONValue.object(known: ["a": nil, "b": 2])
        #expect(value.compactJSONText == #"{"b":2}"#)
    }

    @Test func `nests as deep as the value does`() {
        let depth = 500
        let value = (0..<depth).reduce(JSONValue.integer(7)) { inner, _ in .array([inner]) }
        let text = String(repeating: "[", count: depth) + "7" + String(repeating: "]", count: depth)
        #expect(value.compactJSONText == text)
    }
}

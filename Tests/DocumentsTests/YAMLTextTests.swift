import Documents
import Testing

@Suite("YAML text") struct YAMLTextTests {
    @Test func `is in block style with members in their order`() {
        let value: JSONValue = [
            "kind": "apus.dev/gpu",
            "devices": [["name": "card0", "edits": ["env": ["A=b"]]], ["name": "card1", "edits": .object([])]],
            "none": .null, "many": [], "count": -3, "ready": true,
        ]
        #expect(
            value.yamlText == """
                kind: apus.dev/gpu
                devices:
                - name: card0
                  edits:
                    env:
                    - A=b
                - name: card1
                  edits: {}
                none: null
                many: []
                count: -3
                ready: true

                """)
    }

    @Test(arguments: [
        "", "y", "N", "yes", "No", "ON", "off", "true", "FALSE", "null", "Null", "~", "0", "12", "-1", "+1", "0x10",
        "0o7", "0660", "1_000", "1e3", "1.0", "1.", ".5", ".inf", "-.INF", ".NaN", "12:30", "12:30:45", "0000:03:00.0",
        "2026-11-23", "2026-11-23T10:00:00Z", "2026-11-23 10:00:00 +01:00", "1E5", "0b1", "<<", "=", "---", "...", "-",
        "- a", "? a", "a: b", "a #b", "#a", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "[a", "{a", "a ", " a", "a:",
        "'", "\"", ",",
    ])
    func `puts a string into quotes that could be read as something else`(string: String) throws {
        let text = JSONValue.string(string).yamlText
        #expect(text.hasPrefix("\"") && text.hasSuffix("\"\n"))
        #expect(try YAMLNode.parse(text)?.scalar == YAMLScalar(string, isPlain: false))
    }

    @Test(arguments: [
        "a", "apus.dev/gpu", "/dev/dri/by-path/pci-0000:03:00.0-card", "16288Mi", "1k", "16.0 GT/s", "Arc A770",
        "nothing", "yesterday", "pci0000:00", "Straße", "加速", "a:b", "a#b", "v1", "ContainerD 2.0 (x)", "a, b",
    ])
    func `leaves other strings as they are`(string: String) throws {
        let text = JSONValue.string(string).yamlText
        #expect(try YAMLNode.parse(text)?.string == string)
        #expect(!text.hasPrefix("\"") || string.contains(","))
    }

    @Test(arguments: [
        "a\u{0}b", "line\nline\n", "\ttab", "\u{7f}\u{85}\u{a0}\u{2028}\u{feff}", "🦜 parrot", "back\\slash",
        "\u{1b}[0m",
        "e\u{301}", "\r\n",
    ])
    func `gives every string back to a reader`(string: String) throws {
        let value: JSONValue = ["key": .string(string), "list": [.string(string)]]
        let node = try #require(try YAMLNode.parse(value.yamlText))
        #expect(node["key"]?.string == string)
        #expect(node["list"]?.sequence?.first?.string == string)
    }

    @Test func `never wraps a line`() {
        let string = String(repeating: "word ", count: 400) + "end"
        #expect(JSONValue.string(string).yamlText == string + "\n")
    }

    @Test func `stands lists and mappings inside of lists on the line of the dash`() throws {
        let value: JSONValue = [["a", ["b", []]], [["c": ["d": 1], "e": [2]], 3]]
        #expect(
            value.yamlText == """
                - - a
                  - - b
                    - []
                - - c:
                      d: 1
                    e:
                    - 2
                  - 3

                """)
    }

    @Test(arguments: [1, 128, 129, 5000]) func `has keys of any length`(length: Int) throws {
        let name = String(repeating: "n", count: length)
        let value: JSONValue = ["a": .object([.init(name, ["x"]), .init(name + "2", ["y": 1]), .init(name + "3", 2)])]
        let node = try #require(try YAMLNode.parse(value.yamlText)?["a"])
        #expect(node[name]?.sequence?.first?.string == "x")
        #expect(node[name + "2"]?["y"]?.integer == 1)
        #expect(node[name + "3"]?.integer == 2)
    }

    @Test(arguments: [Int64.min, 0, .max])
    func `keeps all 64 bits of an integer`(integer: Int64) throws {
        #expect(try YAMLNode.parse(JSONValue.integer(integer).yamlText)?.integer == integer)
    }

    @Test func `puts keys into quotes as it does values`() throws {
        let value: JSONValue = ["on": 1, "12": 2]
        #expect(value.yamlText == "\"on\": 1\n\"12\": 2\n")
    }

    @Test func `joins documents with three dashes`() {
        #expect(JSONValue.yamlText(documents: [["a": 1], ["b": 2]]) == "a: 1\n---\nb: 2\n")
    }
}

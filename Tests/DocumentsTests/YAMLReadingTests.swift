import Documents
import TestSupport
import Testing

@Suite("A YAML document") struct YAMLReadingTests {
    @Test func `knows where each part stands`() throws {
        let text = """
            # a comment
            kind: apus.dev/gpu
            devices:
              - name: "größe"   # in quotes
                list: [1, true]
            """
        let node = try #require(try YAMLNode.parse(text))
        #expect(node.position == TextPosition(line: 2, column: 1))
        #expect(node["kind"]?.position == TextPosition(line: 2, column: 7))
        let device = try #require(node["devices"]?.sequence?.first)
        #expect(device.position == TextPosition(line: 4, column: 5))
        #expect(device["name"]?.scalar == YAMLScalar("größe", isPlain: false))
        #expect(device["list"]?.sequence?.last?.position == TextPosition(line: 5, column: 15))
        #expect(device["list"]?.sequence?.map(\.integer) == [1, nil])
        #expect(device.mapping?.map(\.name) == ["name", "list"])
    }

    @Test(arguments: ["", "\n\n", "# only a comment\n", "\u{feff}", "   \n"])
    func `is absent where there is only space and comments`(text: String) throws {
        #expect(try YAMLNode.parse(text) == nil)
    }

    @Test(arguments: ["\u{feff}a: 1\nb: 2\n", "\u{feff}{\"a\": 1,\n\"b\": 2}", "%YAML 1.2\n---\na: 1\nb: 2\n"])
    func `may begin with a byte order mark or a version`(text: String) throws {
        let node = try #require(try YAMLNode.parse(text))
        #expect(node["a"]?.integer == 1 && node["b"]?.integer == 2)
        if text.hasPrefix("\u{feff}") { #expect(node.position == TextPosition(line: 1, column: 1)) }
    }

    @Test func `can be JSON with tabs, escapes and no blanks`() throws {
        let text = "{\n\t\"path\":\"\\/dev\\/a\\u00e9\\n\",\n\t\"list\":[1,-2,true,null],\"empty\":{},\"none\":[]\n}\n"
        let node = try #require(try YAMLNode.parse(text))
        #expect(node["path"]?.string == "/dev/aé\n")
        #expect(node["list"]?.sequence?.map(\.integer) == [1, -2, nil, nil])
        #expect(node["list"]?.sequence?.map(\.boolean) == [nil, nil, true, nil])
        #expect(node["list"]?.sequence?.map(\.isNull) == [false, false, false, true])
        #expect(node["empty"]?.mapping == [])
        #expect(node["none"]?.sequence == [])
    }

    @Test func `reads what the JSON writer wrote`() throws {
        let value: JSONValue = ["a": ["/x\u{0}\u{1f}\"\\", .integer(.max)], "ключ": .string("🦜")]
        for text in [value.jsonText, value.compactJSONText] {
            let node = try #require(try YAMLNode.parse(text))
            #expect(node["a"]?.sequence?.first?.string == "/x\u{0}\u{1f}\"\\")
            #expect(node["a"]?.sequence?.last?.integer == .max)
            #expect(node["ключ"]?.string == "🦜")
        }
    }

    @Test(arguments: [
        (
            "a: 1\nb: 2\na: 3\n",
            YAMLError.duplicateKey("a", first: .init(line: 1, column: 1), at: .init(line: 3, column: 1))
        ),
        ("{\"a\":1,'a':2}", .duplicateKey("a", first: .init(line: 1, column: 2), at: .init(line: 1, column: 8))),
        ("a: &x 1\n", .anchorOrAlias("&x", at: .init(line: 1, column: 4))),
        ("a: *x\n", .anchorOrAlias("*x", at: .init(line: 1, column: 4))),
        ("- &y {}\n", .anchorOrAlias("&y", at: .init(line: 1, column: 3))),
        ("a: !!str 1\n", .tag("tag:yaml.org,2002:str", at: .init(line: 1, column: 4))),
        ("a: !mine [1]\n", .tag("!mine", at: .init(line: 1, column: 4))),
        ("%TAG ! tag:x,2000:\n---\na: 1\n", .tag("%TAG", at: .init(line: 1, column: 1))),
        ("a: 1\n---\nb: 2\n", .severalDocuments(at: .init(line: 2, column: 1))),
        ("? [a]\n: 1\n", .keyIsNotScalar(at: .init(line: 1, column: 3))),
        ("a: \"b\u{7}\"\n", .invalidCharacter("control characters are not allowed", at: .init(line: 1, column: 6))),
    ])
    func `is refused at the place of its fault`(text: String, error: YAMLError) {
        #expect(throws: error) { try YAMLNode.parse(text) }
    }

    @Test(arguments: [
        ("a: [1, 2\nb: 3\n", 2), ("a: b: c\n", 1), ("{\n\"a\": 1,\n", 3), ("\"never closed\n", 2), ("\t- a\n", 1),
        ("a:\n  - b\n c\n", 3), ("@", 1),
    ])
    func `is refused with its line when its syntax is wrong`(text: String, line: Int) throws {
        let error = try #require(throws: YAMLError.self) { try YAMLNode.parse(text) }
        #expect(error.position.line == line)
        #expect(error.reason.hasPrefix("This is neither YAML nor JSON: "))
        #expect(error.description.hasPrefix("\(line):"))
    }

    @Test func `is refused when it is not UTF-8, with the place of the byte`() throws {
        let bytes = Array("ok: é\nbad: é".utf8) + [0xff, 0x0a]
        let error = try #require(throws: YAMLError.self) { try YAMLNode.parse(bytes) }
        #expect(error == .invalidCharacter("invalid leading UTF-8 octet", at: TextPosition(line: 2, column: 7)))
    }

    @Test func `may nest to its limit and no deeper`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try YAMLNode.parse(nested(YAMLNode.depthLimit)) != nil)
        let error = try #require(throws: YAMLError.self) { try YAMLNode.parse(nested(YAMLNode.depthLimit + 1)) }
        #expect(error == .tooDeep(limit: 64, at: TextPosition(line: 1, column: 65)))
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "[", "{a: ", "- ", "? ", "{\"a\":[", "[\n", "&a ", "!!a ", "'", "%TAG !a! b\n", "---\n", "a: |\n",
        ])
    func `of a hundred thousand repetitions is answered, not endured`(part: String) {
        let text = String(repeating: part, count: 100_000)
        withKnownOutcome { () throws(YAMLError) in try YAMLNode.parse(text) }
    }

    @Test(.timeLimit(.minutes(1))) func `with a hundred thousand keys is read in time that grows with its length`()
        throws
    {
        let text = (0..<100_000).map { "key\($0): [\($0)]\n" }.joined()
        #expect(try YAMLNode.parse(text)?.mapping?.count == 100_000)
    }

    @Test func `gives an answer to any bytes`() {
        var random = SeededGenerator(seed: 7)
        let seed = Array("{\"a\": [1, 'b', \"c\\u00e9\"], x: - &a *b !c | > %TAG ? k : v\n---\n...\t#\u{85}🦜}".utf8)
        for _ in 0..<fuzzRounds(20_000) {
            let length = Int.random(in: 0..<60, using: &random)
            let bytes = (0..<length).map { _ in
                Int.random(in: 0..<8, using: &random) == 0
                    ? UInt8.random(in: 0 ... .max, using: &random) : seed.randomElement(using: &random) ?? 0
            }
            withKnownOutcome { () throws(YAMLError) in try YAMLNode.parse(bytes) }
        }
    }

    /// Takes a node, nothing or a `YAMLError` for an answer; anything else would end the process.
    private func withKnownOutcome(_ body: () throws(YAMLError) -> YAMLNode?) {
        do {
            _ = try body()
        } catch {
            #expect(error.position.line >= 1 && error.position.column >= 1)
            #expect(!error.reason.isEmpty)
        }
    }
}

import Documents
import Testing

@Suite("A long document") struct LongDocumentTests {
    @Test(
        arguments: [
            [], [("a", [])], [("a", ["x"]), ("b", [])],
            [("a", [["x": 1, "y": [2, []]], [:]]), ("b", [["z": true]])],
        ] as [[(String, [JSONValue])]])
    func `has the text of the same object that is made at once`(lists: [(String, [JSONValue])]) {
        let head: [JSONValue.Member] = lists.isEmpty ? [] : [.init("kind", "Long"), .init("host", ["name": "n1"])]
        let whole = JSONValue.object(head + lists.map { JSONValue.Member($0, .array($1)) })
        let long = LongDocument(
            head.map { ($0.name, .value($0.value)) } + lists.map { ($0, .elements($1.lazy.map(\.self))) })
        #expect(pieces(of: long.writeJSON).joined() == whole.jsonText)
        #expect(pieces(of: long.writeYAML).joined() == whole.yamlText)
        #expect(long.jsonBytes == whole.jsonBytes)
        #expect(long.value == whole)
    }

    @Test func `leaves out what is unknown`() {
        #expect(LongDocument(known: ["a": nil, "b": .value(1)]).jsonText == JSONValue.object(known: ["b": 1]).jsonText)
    }

    @Test func `is never whole in memory`() {
        let line = String(repeating: "x", count: 100)
        let long = LongDocument([("a", .elements(repeatElement(["line": .string(line)], count: 10000)))])
        let sizes = pieces(of: long.writeJSON).map(\.utf8.count)
        #expect(sizes.count > 10)
        #expect(sizes.allSatisfy { $0 < 100_000 })
    }

    @Test func `makes no more elements when its output ends`() {
        struct Full: Error {}
        var made = 0
        let elements = (0..<100_000).lazy.map { number in
            made += 1
            return JSONValue.integer(Int64(number))
        }
        #expect(throws: Full.self) {
            try LongDocument([("a", .elements(elements))]).writeYAML { (_: [UInt8]) throws(Full) in throw Full() }
        }
        #expect(made < 50000)
    }

    private func pieces(of write: (([UInt8]) -> Void) -> Void) -> [String] {
        var pieces: [String] = []
        write { pieces.append(String(decoding: $0, as: UTF8.self)) }
        return pieces
    }
}

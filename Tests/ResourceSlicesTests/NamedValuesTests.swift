import ResourceSlices
import Testing

@Suite("Values of a device by name")
struct NamedValuesTests {
    private static let names: [AttributeName] = ["vendor", "a.example/model", "B", "model", "a"]

    @Test func `stand in the order of their names, however they come`() {
        for names in [Self.names, Self.names.reversed(), Self.names + Self.names] {
            var values = NamedValues<AttributeValue>()
            for (index, name) in names.enumerated() { values[name] = .int(Int64(index)) }
            #expect(values.keys == ["B", "a", "a.example/model", "model", "vendor"])
            // The last one counts.
            for name in names {
                #expect(values[name] == names.lastIndex(of: name).map { .int(Int64($0)) })
            }
        }
    }

    @Test func `are the same as if one that was taken away had never been there`() {
        let all: NamedValues<AttributeValue> = ["a": .int(1), "b": .int(2), "c": .int(3)]
        var values = all
        values["b"] = nil
        values["d"] = nil
        #expect(values == ["c": .int(3), "a": .int(1)])
        #expect(values["b"] == nil)
        values["b"] = .int(2)
        #expect(values == all)
    }
}

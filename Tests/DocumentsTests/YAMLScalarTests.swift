import Documents
import Testing

@Suite("A plain scalar") struct YAMLScalarTests {
    @Test(arguments: ["", "~", "null", "Null", "NULL"])
    func `is null`(text: String) {
        let scalar = YAMLScalar(text, isPlain: true)
        #expect(scalar.isNull)
        #expect(scalar.string == nil)
    }

    @Test(arguments: [
        ("true", true), ("True", true), ("TRUE", true), ("yes", true), ("on", true), ("false", false), ("FALSE", false),
        ("No", false), ("OFF", false),
    ])
    func `is a boolean`(text: String, value: Bool) {
        let scalar = YAMLScalar(text, isPlain: true)
        #expect(scalar.boolean == value)
        #expect(scalar.string == nil && scalar.integer == nil)
    }

    @Test(arguments: [
        ("0", 0), ("7", 7), ("-7", -7), ("+7", 7), ("0x1F", 31), ("-0x10", -16), ("0o17", 15), ("0660", 432),
        ("9223372036854775807", Int64.max), ("-9223372036854775808", .min),
    ])
    func `is an integer`(text: String, value: Int64) {
        let scalar = YAMLScalar(text, isPlain: true)
        #expect(scalar.integer == value)
        #expect(scalar.string == nil && scalar.boolean == nil)
    }

    @Test(arguments: [
        "9223372036854775808", "0x10000000000000000", "1.0", "1.", ".5", "1e3", "-1E-3", "089", ".inf", "-.Inf", ".nan",
        "0o77777777777777777777777777",
    ])
    func `is a number but no integer`(text: String) {
        let scalar = YAMLScalar(text, isPlain: true)
        #expect(scalar.isNumber)
        #expect(scalar.integer == nil && scalar.string == nil)
    }

    @Test(arguments: [
        "a", "tRUE", "nULL", "0000:03:00.0", "0000-03-00-0-0x56a0", "1k", "--1", "+-1", "0x", "0xg", "0o8", "0x-1", ".",
        "e3", "1e", "1e+", "-", "+", "2026-11-23", "0x+1", "Inf", "½", "٣",
    ])
    func `is a string`(text: String) {
        let scalar = YAMLScalar(text, isPlain: true)
        #expect(scalar.string == text)
        #expect(scalar.integer == nil && scalar.boolean == nil && !scalar.isNull && !scalar.isNumber)
    }

    @Test(arguments: ["", "null", "true", "12", "1.5", "0x10"])
    func `in quotes is always a string`(text: String) {
        let scalar = YAMLScalar(text, isPlain: false)
        #expect(scalar.string == text)
        #expect(scalar.integer == nil && scalar.boolean == nil && !scalar.isNull && !scalar.isNumber)
    }
}

import ResourceSlices
import Testing

@Suite("A quantity") struct QuantityTests {
    @Test(arguments: [
        (0, "0"), (512, "512"), (1023, "1023"), (1024, "1Ki"), (1025, "1025"), (1 << 20, "1Mi"),
        (17_179_869_184, "16Gi"),
        (17_079_205_888, "16288Mi"), (17_079_205_889, "17079205889"), (1_000_000, "1000000"), (3 << 40, "3Ti"),
        (1 << 60, "1Ei"), (UInt64.max, "18446744073709551615"),
    ])
    func `of bytes prints with the largest binary suffix that keeps it exact`(bytes: UInt64, text: String) {
        #expect(Quantity.bytes(bytes).description == text)
    }

    @Test(arguments: [(0, "0"), (1, "1"), (999, "999"), (1000, "1k"), (1001, "1001"), (64, "64"), (2_000_000, "2M")])
    func `of a count prints with the largest decimal suffix that keeps it exact`(count: UInt64, text: String) {
        #expect(Quantity.count(count).description == text)
    }
}

@Suite("An attribute's text") struct AttributeTextTests {
    @Test func `is left out where it is empty`() {
        #expect(AttributeValue.text("") == nil)
        #expect(AttributeValue.versionOrText("") == nil)
    }

    @Test(arguments: [
        (String(repeating: "a", count: 64), 64), (String(repeating: "a", count: 65), 64),
        (String(repeating: "é", count: 33), 64), ("a" + String(repeating: "é", count: 32), 63),
        (String(repeating: "a", count: 62) + "日本", 62), (String(repeating: "a", count: 60) + "😀😀", 64),
        // One character of four scalars, which a cut between scalars would turn into another.
        (String(repeating: "a", count: 58) + "👩‍👩‍👧", 58), (String(repeating: "a", count: 63) + "e\u{301}", 63),
    ])
    func `is cut at 64 bytes, never inside a character`(text: String, bytes: Int) {
        guard case .string(let kept)? = AttributeValue.text(text) else {
            Issue.record("no string for \(text)")
            return
        }
        #expect(kept.utf8.count == bytes)
        #expect(text.hasPrefix(kept))
    }

    @Test(arguments: [63, 62])
    func `ends with no blank where it is cut behind a word`(length: Int) {
        let word = String(repeating: "a", count: length)
        #expect(AttributeValue.text(word + "  and more") == .string(word))
    }

    @Test(arguments: [
        "550.54.14", "0.0.0", "1.2.3-rc.1", "1.2.3+build.007", "1.2.3-0a.b-c+d", "18446744073709551615.0.0", "1.0.0--",
    ])
    func `is a version where it is strictly semantic`(text: String) {
        #expect(AttributeValue.versionOrText(text) == .version(text))
    }

    @Test(arguments: [
        "535.104", "1.02.3", "v1.2.3", "24.04", "1.2.3.4", "1.2.3-", "1.2.3+", "1.2.3-01", "1.2.3-a..b", "1.2.3+a+b",
        "18446744073709551616.0.0", "1.0.0-18446744073709551616", " 1.2.3", "1.2.3\n", "١.٢.٣", "1..3", "+1.2.3",
        "1.2.-3", "1.2.3-é",
    ])
    func `is a string where it is not`(text: String) {
        #expect(AttributeValue.versionOrText(text) == .string(text))
    }

    @Test func `is a cut string where a version has more than 64 bytes`() {
        let text = "1.2.3-" + String(repeating: "a", count: 60)
        #expect(AttributeValue.versionOrText(text) == .string(String(text.prefix(64))))
    }
}

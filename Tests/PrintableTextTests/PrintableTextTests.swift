import PrintableText
import Testing

@Suite("A stranger's text") struct PrintableTextTests {
    @Test(arguments: [
        ("NVIDIA H200 – 加速 🦜 é", "NVIDIA H200 – 加速 🦜 é"), ("", ""), (#"a\b"#, #"a\b"#),
        ("\u{1b}[31mred\u{7}", #"\u{1b}[31mred\u{7}"#), ("a\nb\r\n\tc", #"a\nb\r\n\tc"#),
        ("\u{0}\u{7f}\u{85}\u{9b}2J", #"\u{0}\u{7f}\u{85}\u{9b}2J"#),
        ("\u{202e}gnp\u{2066}\u{200b}\u{feff}", #"\u{202e}gnp\u{2066}\u{200b}\u{feff}"#),
        ("a\u{2028}b\u{2029}", #"a\u{2028}b\u{2029}"#), ("x\u{e0041}", #"x\u{e0041}"#),
    ])
    func `shows on one line whatever steers, breaks lines or hides`(text: String, printable: String) {
        #expect(text.printable == printable)
    }

    @Test func `keeps its lines where it may have several`() {
        #expect("a:\n\t\u{1b}b\r\n".printableLines == "a:\n\t\\u{1b}b\\r\n")
    }

    @Test(arguments: [("", 0, ""), ("abc", 3, "abc"), ("abcd", 3, "abc…"), ("éé", 3, "é…"), ("🦜", 3, "…")])
    func `is cut between characters, and says so`(text: String, limit: Int, shortened: String) {
        #expect(text.shortened(to: limit) == shortened)
    }

    @Test(arguments: [
        ("\r\n\n  <html>\n\t502 Bad Gateway \nmore", "<html> 502 Bad Gateway"), (" \n\t\n", ""), ("one", "one"),
        ("a\u{1b}\nb", #"a\u{1b} b"#),
    ])
    func `is recognised by its first two lines`(text: String, excerpt: String) {
        #expect(text.excerpt() == excerpt)
        #expect(String(repeating: "x", count: 400).excerpt() == String(repeating: "x", count: 300) + "…")
    }
}

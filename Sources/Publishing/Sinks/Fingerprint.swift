internal import Documents
private import Hardware

/// What tells two contents of a slice apart without keeping them: a 64-bit FNV-1a hash of its document.
struct Fingerprint: Hashable, CustomStringConvertible {
    /// 16 hexadecimal digits.
    let description: String

    /// The generation counts as content, so the document should have the same one each time.
    init(_ document: JSONValue) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in document.compactJSONText.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        description = hexadecimal(hash, digits: 16)
    }

    /// Reads what another run has written.
    init(text: String) { description = text }
}

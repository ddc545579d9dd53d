private import Documents
private import Hardware
internal import ResourceSlices

/// What tells two contents of a slice apart without keeping them: a 64-bit FNV-1a hash of its document.
struct Fingerprint: Hashable, CustomStringConvertible {
    /// 16 hexadecimal digits.
    let description: String

    /// The generation counts as content, so the slice should have the same one each time.
    init(_ slice: ResourceSlice, _ version: APIVersion) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in slice.json(version).compactJSONText.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        description = hexadecimal(hash, digits: 16)
    }

    /// Reads what another run has written.
    init(text: String) { description = text }
}

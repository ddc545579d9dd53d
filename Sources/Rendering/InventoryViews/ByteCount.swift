/// A number of bytes for people: the largest binary unit of which it is a whole multiple, `16288 MiB`.
struct ByteCount: CustomStringConvertible {
    private let bytes: UInt64

    init(_ bytes: UInt64) {
        self.bytes = bytes
    }

    var description: String {
        let units = [(UInt64(1) << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
        guard let (size, name) = units.first(where: { bytes > 0 && bytes.isMultiple(of: $0.0) }) else {
            return "\(bytes) B"
        }
        return "\(bytes / size) \(name)"
    }
}

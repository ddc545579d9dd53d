/// The CRC-32 of zlib and Ethernet: finds every burst of up to 32 wrong bits.
struct Checksum: Hashable {
    let value: UInt32

    init(_ bytes: [UInt8]) {
        var remainder: UInt32 = 0xffff_ffff
        for byte in bytes {
            remainder ^= UInt32(byte)
            for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0xedb8_8320 : 0) }
        }
        value = ~remainder
    }
}

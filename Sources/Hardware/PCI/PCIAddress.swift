/// The position of a PCI function as the kernel names it in `/sys/bus/pci/devices`: `0000:03:00.0`.
///
/// The domain has 32 bits (Intel VMD uses `10000` and up) and prints with at least four hexadecimal digits. Addresses
/// sort by position, not as text.
package struct PCIAddress: Hashable, Sendable {
    package let domain: UInt32
    package let bus: UInt8
    /// 0 to 31.
    package let device: UInt8
    /// 0 to 7. ARI functions appear split into device and function.
    package let function: UInt8

    /// Returns nil when `device` exceeds 31 or `function` exceeds 7.
    package init?(domain: UInt32, bus: UInt8, device: UInt8, function: UInt8) {
        guard device < 32, function < 8 else { return nil }
        self.domain = domain
        self.bus = bus
        self.device = device
        self.function = function
    }

    /// The routing id, `bus << 8 | device << 3 | function`.
    package var routingID: UInt16 { UInt16(bus) << 8 | UInt16(device) << 3 | UInt16(function) }

    /// The address with dashes only, as device names use it: `0000-03-00-0`.
    package var dashed: String { String(asciiBytes: Self.longestText) { write(dashedTo: &$0) } }

    func write(dashedTo text: inout ASCIIBytes) { write(to: &text, UInt8(ascii: "-"), UInt8(ascii: "-")) }

    private func write(to text: inout ASCIIBytes, _ separator: UInt8, _ last: UInt8) {
        text.append(hexadecimal: UInt64(domain), digits: 4)
        text.append(separator)
        text.append(hexadecimal: UInt64(bus), digits: 2)
        text.append(separator)
        text.append(hexadecimal: UInt64(device), digits: 2)
        text.append(last)
        text.append(hexadecimal: UInt64(function), digits: 1)
    }

    /// How many bytes an address has at most as a text.
    static let longestText = "10000000:00:00.0".utf8.count
}

extension PCIAddress: Comparable {
    package static func < (left: PCIAddress, right: PCIAddress) -> Bool {
        (left.domain, left.routingID) < (right.domain, right.routingID)
    }
}

extension PCIAddress: LosslessStringConvertible {
    /// Reads the kernel's form; letters may be of either case. Anything else gives nil.
    package init?(_ text: String) {
        self.init(text[...])
    }

    /// The same for a part of a path.
    package init?(_ part: Substring) {
        let text = part.utf8.span
        // The domain's digits; behind them all has its place.
        let end = text.count - ":03:00.0".utf8.count
        guard (4...8).contains(end), end == 4 || text[0] != UInt8(ascii: "0"),
            text[end] == UInt8(ascii: ":"), text[end + 3] == UInt8(ascii: ":"), text[end + 6] == UInt8(ascii: "."),
            let domain = UInt32(digits: text.extracting(first: end), radix: 16),
            let bus = UInt8(digits: text.extracting(end + 1..<end + 3), radix: 16),
            let device = UInt8(digits: text.extracting(end + 4..<end + 6), radix: 16),
            let function = UInt8(digits: text.extracting(last: 1), radix: 16)
        else { return nil }
        self.init(domain: domain, bus: bus, device: device, function: function)
    }

    package var description: String {
        String(asciiBytes: Self.longestText) { write(to: &$0, UInt8(ascii: ":"), UInt8(ascii: ".")) }
    }
}

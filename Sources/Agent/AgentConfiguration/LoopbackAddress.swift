private import Hardware

/// Addresses that lead back to the machine itself.
enum LoopbackAddress {
    /// 127.0.0.0/8 in four decimal numbers.
    static func isIPv4(_ text: some StringProtocol) -> Bool {
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 4, numbers[0] == "127" else { return false }
        return numbers.allSatisfy { digits in
            // A leading zero would make it octal to some readers.
            guard digits == "0" || !digits.hasPrefix("0") else { return false }
            return Int(decimalDigits: digits).map { $0 <= 255 } ?? false
        }
    }
}

private import Glibc

/// Host and port of a URL, read more strictly than URLs can be: whatever two readers could take for different hosts is
/// refused.
package struct Authority: Hashable, Sendable, CustomStringConvertible {
    /// In lower case; an IPv6 address with its brackets.
    package let host: String
    package let port: UInt16?

    /// What is wrong, as the end of a sentence: `it names no host`.
    package struct Fault: Error, Hashable, Sendable {
        package let reason: String
    }

    package init(_ text: Substring) throws(Fault) {
        let bracket = text.lastIndex(of: "]")
        let colon = text.lastIndex(of: ":").flatMap { colon in bracket.map { $0 < colon } ?? true ? colon : nil }
        host = text[..<(colon ?? text.endIndex)].lowercased()
        if let colon {
            let digits = text[text.index(after: colon)...]
            guard digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = UInt16(digits), number > 0 else {
                throw Fault(reason: "its port is not a number from 1 to 65535")
            }
            port = number
        } else {
            port = nil
        }
        guard Self.isHost(host) else { throw Fault(reason: "it names no host") }
    }

    package var description: String { host + (port.map { ":\($0)" } ?? "") }

    /// Without the brackets of an IPv6 address.
    package var name: String { host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host }

    /// Whether nothing sent there leaves the machine. Only spellings that no resolver could read as something else.
    package var isLoopback: Bool {
        ["localhost", "[::1]", "[0:0:0:0:0:0:0:1]"].contains(host) || Self.ipv4(host)?.first == 127
    }

    /// Whether it is an address and no name, in a spelling that no resolver could read as something else.
    package var isAddress: Bool {
        var address = in6_addr()
        return host.hasPrefix("[") ? unsafe inet_pton(AF_INET6, name, &address) == 1 : Self.ipv4(host) != nil
    }

    /// The numbers of an address of version 4; nil for anything else.
    private static func ipv4(_ host: String) -> [UInt8]? {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        // A leading zero would make the number octal for some. The characters are known to be plain.
        let numbers = parts.compactMap { part in UInt8(part).flatMap { String($0) == part ? $0 : nil } }
        return parts.count == 4 && numbers.count == 4 ? numbers : nil
    }

    private static func isHost(_ host: String) -> Bool {
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = host.utf8.dropFirst().dropLast()
            return address.contains(UInt8(ascii: ":"))
                && address.allSatisfy { byte in
                    switch UnicodeScalar(byte) {
                    case "0"..."9", "a"..."f", ":", ".": true
                    default: false
                    }
                }
        }
        return !host.isEmpty && host.utf8.count <= 253
            && host.utf8.allSatisfy { byte in
                switch UnicodeScalar(byte) {
                case "0"..."9", "a"..."z", "-", ".", "_": true
                default: false
                }
            }
    }
}

private import Hardware
package import SystemPackage

/// The address of an HTTP server: `https` anywhere, `http` only where nobody can listen in.
package struct SinkURL: Hashable, Sendable, LosslessStringConvertible {
    package enum Transport: Hashable, Sendable {
        case tls
        /// To this machine itself.
        case loopback
        case unix(socket: FilePath)
    }

    package let description: String
    package let transport: Transport

    /// Reads `https://HOST:PORT/PATH`, `http://127.0.0.1:PORT/PATH` and `http+unix://%2Frun%2Fx.sock/PATH`. Users and
    /// passwords are refused, since a configuration is no place for secrets.
    package init?(_ text: String) {
        // What is not visible ASCII has to be percent-encoded in a URL, and a fragment is never sent.
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }), !text.contains("#"), text.utf8.count <= 2048,
            let separator = text.firstRange(of: "://")
        else { return nil }
        let authority = text[separator.upperBound...].prefix { $0 != "/" && $0 != "?" }
        guard !authority.isEmpty, !authority.contains("@") else { return nil }
        let transport: Transport
        switch text[..<separator.lowerBound] {
        case "https":
            guard Self.host(of: authority) != nil else { return nil }
            transport = .tls
        case "http":
            guard let host = Self.host(of: authority),
                LoopbackAddress.isIPv4(host) || host == "[::1]" || host == "localhost"
            else { return nil }
            transport = .loopback
        case "http+unix":
            guard let socket = Self.decoded(authority).flatMap({ AbsolutePath($0)?.path }) else { return nil }
            transport = .unix(socket: socket)
        default: return nil
        }
        self.description = text
        self.transport = transport
    }

    /// The host without its port; nil where either is none.
    private static func host(of authority: Substring) -> Substring? {
        let end = authority.hasPrefix("[") ? authority.firstIndex(of: "]").map(authority.index(after:)) : nil
        let host = end.map { authority[..<$0] } ?? authority.prefix { $0 != ":" }
        let port = authority[host.endIndex...]
        let name = end == nil ? host : host.dropFirst().dropLast()
        guard !name.isEmpty, name.utf8.allSatisfy({ isNameByte($0) || (end != nil && $0 == UInt8(ascii: ":")) })
        else { return nil }
        guard !port.isEmpty else { return host }
        guard port.hasPrefix(":"), let number = Int(decimalDigits: port.dropFirst()), (1...65535).contains(number)
        else { return nil }
        return host
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || "-_.".utf8.contains(byte)
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(digits: digits, radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

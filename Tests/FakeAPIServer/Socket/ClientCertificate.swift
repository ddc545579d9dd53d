private import NIOSSL

/// Whom a client certificate names: the common name is the user, organisations are the groups.
package struct ClientCertificate: Hashable, Sendable {
    let user: String
    let groups: [String]
    private let der: [UInt8]

    /// nil where the certificate has no common name. It has been verified by others.
    init?(der: [UInt8]) {
        // The issuer's names come before the subject's, so the last common name is the subject's.
        guard let user = Self.names(of: 0x03, in: der).last else { return nil }
        self.user = user
        self.der = der
        groups = Self.names(of: 0x0a, in: der)
    }

    package init?(pem: String) {
        guard let bytes = try? NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)).first?.toDERBytes() else { return nil }
        self.init(der: bytes)
    }

    /// The short strings that stand behind an attribute's identifier 2.5.4.x.
    private static func names(of attribute: UInt8, in der: [UInt8]) -> [String] {
        let identifier: [UInt8] = [0x06, 0x03, 0x55, 0x04, attribute]
        return der.indices.dropLast(identifier.count + 2).compactMap { start in
            guard der[start...].starts(with: identifier) else { return nil }
            let length = Int(der[start + 6])
            let first = start + 7
            guard length < 0x80, first + length <= der.count else { return nil }
            return String(decoding: der[first..<first + length], as: UTF8.self)
        }
    }
}

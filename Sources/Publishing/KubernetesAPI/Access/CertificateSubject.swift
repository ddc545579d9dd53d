private import SwiftASN1

/// The subject's common name of an X.509 certificate, which is a client's user name.
enum CertificateSubject {
    /// nil where the bytes are no certificate or its subject has no common name. Nothing is verified here.
    static func commonName(ofDER bytes: [UInt8]) -> String? {
        // Certificate > TBSCertificate > [0] version, serial number, algorithm, issuer, validity, subject (RFC 5280, 4.1).
        guard let certificate = try? DER.parse(bytes), let body = certificate.children.first else { return nil }
        let fields = body.children.drop { $0.identifier.tagClass == .contextSpecific }
        guard let subject = fields.dropFirst(4).first else { return nil }
        for attribute in subject.children.flatMap(\.children).map(\.children) {
            guard attribute.count == 2, let type = try? ASN1ObjectIdentifier(derEncoded: attribute[0]),
                type == .NameAttributes.commonName, case .primitive(let text) = attribute[1].content
            else { continue }
            return String(validating: text, as: UTF8.self)
        }
        return nil
    }
}

extension ASN1Node {
    fileprivate var children: [ASN1Node] {
        if case .constructed(let nodes) = content { Array(nodes) } else { [] }
    }
}

/// The subject's common name of an X.509 certificate, which is a client's user name.
enum CertificateSubject {
    /// nil where the bytes are no certificate or its subject has no common name. Nothing is verified here.
    static func commonName(ofDER bytes: [UInt8]) -> String? {
        // Certificate > TBSCertificate > [0] version, serial number, algorithm, issuer, validity, subject (RFC 5280, 4.1).
        guard let certificate = elements(bytes[...])?.first, let body = elements(certificate.content)?.first,
            var fields = elements(body.content)
        else { return nil }
        if fields.first?.tag == 0xa0 { fields.removeFirst() }
        guard fields.count > 4 else { return nil }
        let attributes = (elements(fields[4].content) ?? []).flatMap { elements($0.content) ?? [] }
        for attribute in attributes {
            // 2.5.4.3
            guard let pair = elements(attribute.content), pair.count == 2, pair[0].tag == 0x06,
                Array(pair[0].content) == [0x55, 0x04, 0x03]
            else { continue }
            return String(validating: pair[1].content, as: UTF8.self)
        }
        return nil
    }

    private struct Element {
        let tag: UInt8
        let content: ArraySlice<UInt8>
    }

    /// What stands one behind the other in DER.
    private static func elements(_ bytes: ArraySlice<UInt8>) -> [Element]? {
        var rest = bytes
        var elements: [Element] = []
        while let tag = rest.popFirst() {
            guard let first = rest.popFirst() else { return nil }
            var length = Int(first)
            if first >= 0x80 {
                let count = Int(first & 0x7f)
                guard (1...4).contains(count), rest.count >= count else { return nil }
                length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
                rest = rest.dropFirst(count)
            }
            guard rest.count >= length else { return nil }
            elements.append(Element(tag: tag, content: rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return elements
    }
}

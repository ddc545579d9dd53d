package import NIOSSL

/// What a server was sent.
package struct ReceivedRequest: Sendable {
    /// `PUT /slices HTTP/1.1`
    package let line: String
    /// By names in lower case.
    package let headers: [String: String]
    package let body: String
    package let peerCertificate: NIOSSLCertificate?

    /// nil until the request is there as a whole; then its bytes are removed.
    init?(from bytes: inout [UInt8], by peer: NIOSSLCertificate?) {
        let end = Array("\r\n\r\n".utf8)
        guard let gap = bytes.firstRange(of: end) else { return nil }
        let lines = String(decoding: bytes[..<gap.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let fields = lines.dropFirst().map { line in
            let name = line.prefix { $0 != ":" }
            return (name.lowercased(), String(line[name.endIndex...].dropFirst().drop { $0 == " " }))
        }
        let headers = Dictionary(fields) { first, _ in first }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        guard bytes.count >= gap.upperBound + length else { return nil }
        line = lines.first.map { String($0) } ?? ""
        self.headers = headers
        body = String(decoding: bytes[gap.upperBound...].prefix(length), as: UTF8.self)
        peerCertificate = peer
        bytes.removeFirst(gap.upperBound + length)
    }
}

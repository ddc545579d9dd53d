/// A request as the server's handler took it from the wire.
package struct ServerRequest: Sendable {
    package var method: String
    package var path: [String]
    package var query: [String: String]
    var authorization: String?
    package var userAgent: String?
    /// Whose client certificate was verified.
    var certificate: ClientCertificate?
    var body: [UInt8]

    package init(method: String, uri: String, authorization: String?, body: [UInt8]) {
        self.init(method: method, uri: uri, authorization: authorization, certificate: nil, body: body)
    }

    init(method: String, uri: String, authorization: String?, certificate: ClientCertificate?, body: [UInt8]) {
        self.method = method
        let parts = uri.split(separator: "?", maxSplits: 1)
        path = (parts.first ?? "").split(separator: "/").map { Self.decoded($0) }
        var query: [String: String] = [:]
        for pair in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            query[Self.decoded(sides[0])] = sides.count > 1 ? Self.decoded(sides[1]) : ""
        }
        self.query = query
        self.authorization = authorization
        self.certificate = certificate
        self.body = body
    }

    package var isWatch: Bool { query["watch"] == "true" }

    package var isWrite: Bool { method != "GET" }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), let value = UInt8(String(Substring(rest.prefix(2))), radix: 16) else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

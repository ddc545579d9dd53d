import Documents

/// A request as the server's handler took it from the wire.
struct ServerRequest: Sendable {
    var method: String
    var path: [String]
    var query: [String: String]
    var authorization: String?
    /// The common name of a verified client certificate.
    var certificateName: String?
    var body: [UInt8]

    init(method: String, uri: String, authorization: String?, certificateName: String?, body: [UInt8]) {
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
        self.certificateName = certificateName
        self.body = body
    }

    var isWatch: Bool { query["watch"] == "true" }

    var isWrite: Bool { method != "GET" }

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

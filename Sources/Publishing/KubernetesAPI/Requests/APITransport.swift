internal import Documents
internal import HTTPExchange
internal import NIOCore

/// Carries requests to one API server and its answers back. It decides nothing.
protocol APITransport: Sendable {
    /// A whole answer, whatever its status.
    func answer(to request: APIRequest, token: BearerToken?) async throws -> APIAnswer

    /// An answer that goes on for minutes.
    func watch(_ request: APIRequest, token: BearerToken?) async throws -> APIWatch
}

/// What a server said.
struct APIAnswer: Sendable {
    var code: Int
    /// The header of that name.
    var retryAfter: String?
    var body: [UInt8]
}

/// What a server said to somebody who wants to watch.
enum APIWatch: Sendable {
    case events(any AsyncSequence<ByteBuffer, any Error> & Sendable)
    case refused(APIAnswer)
}

/// A request to an API server, without what the connection adds.
struct APIRequest {
    enum Method: String { case get = "GET", post = "POST", put = "PUT", delete = "DELETE" }

    var method = Method.get
    /// From the server's root, percent-encoded.
    var path: String
    var query: [(name: String, value: String)] = []
    var body: JSONValue?

    var target: String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\($0.name)=\(Self.encoded($0.value))" }.joined(separator: "&")
    }

    /// Everything but RFC 3986's unreserved characters is encoded.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

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

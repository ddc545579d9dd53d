internal import Documents
internal import HTTPExchange
internal import NIOCore

/// Speaks to one API server: what it refuses and what makes no sense is told apart from what it answers.
struct APIConnection: Sendable {
    let server: ServerAddress
    private let peer: ExchangePeer
    private let transport: any APITransport
    /// Hears the status of each answer, nil for none.
    private let heard: @Sendable (_ code: Int?) -> Void

    init(
        _ access: ClusterAccess, _ transport: any APITransport,
        heard: @escaping @Sendable (_ code: Int?) -> Void = { _ in }
    ) {
        server = access.server
        peer = access.peer
        self.transport = transport
        self.heard = heard
    }

    /// The answer's document, where the server did what it was asked.
    func send(_ request: APIRequest, token: BearerToken?, to action: String) async throws(APIFailure) -> JSONValue {
        let answer: APIAnswer
        do { answer = try await transport.answer(to: request, token: token) } catch {
            heard(nil)
            throw noAnswer(error)
        }
        heard(answer.code)
        guard (200..<300).contains(answer.code) else { throw Self.refusal(answer, token, action) }
        do throws(JSONError) { return try JSONValue.reading(json: answer.body) } catch {
            throw .malformed(Excerpt(error.description, without: token).text, from: server.authority)
        }
    }

    /// The bytes of an answer that goes on for minutes.
    func watch(
        _ request: APIRequest, token: BearerToken?
    ) async throws(APIFailure) -> any AsyncSequence<ByteBuffer, any Error> & Sendable {
        let watch: APIWatch
        do { watch = try await transport.watch(request, token: token) } catch {
            heard(nil)
            throw noAnswer(error)
        }
        switch watch {
        case .events(let events):
            heard(200)
            return events
        case .refused(let answer):
            heard(answer.code)
            throw Self.refusal(answer, token, "watch the ResourceSlices")
        }
    }

    func noAnswer(_ error: any Error) -> APIFailure {
        .noAnswer(ExchangeFailure(error, HTTPTransport.patience).sentence(about: peer))
    }

    private static func refusal(_ answer: APIAnswer, _ token: BearerToken?, _ action: String) -> APIFailure {
        .refused(APIStatus(answer, without: token), doing: action)
    }
}

internal import Documents
internal import NIOCore

/// Speaks to one API server: what it refuses and what makes no sense is told apart from what it answers.
struct APIConnection: Sendable {
    let server: ServerAddress
    private let transport: any APITransport

    init(_ server: ServerAddress, _ transport: any APITransport) {
        self.server = server
        self.transport = transport
    }

    /// The answer's document, where the server did what it was asked.
    func send(_ request: APIRequest, token: String?, to action: String) async throws(APIFailure) -> JSONValue {
        let answer: APIAnswer
        do { answer = try await transport.answer(to: request, token: token) } catch { throw noAnswer(error) }
        guard (200..<300).contains(answer.code) else { throw Self.refusal(answer, action) }
        do throws(JSONError) { return try JSONValue.reading(json: answer.body) } catch {
            throw .malformed(error.description, from: server.authority)
        }
    }

    /// The bytes of an answer that goes on for minutes.
    func watch(
        _ request: APIRequest, token: String?
    ) async throws(APIFailure) -> any AsyncSequence<ByteBuffer, any Error> & Sendable {
        let watch: APIWatch
        do { watch = try await transport.watch(request, token: token) } catch { throw noAnswer(error) }
        switch watch {
        case .events(let events): return events
        case .refused(let answer): throw Self.refusal(answer, "watch the ResourceSlices")
        }
    }

    func noAnswer(_ error: any Error) -> APIFailure {
        .noAnswer(HTTPTransport.sentence(for: error), from: server.authority)
    }

    private static func refusal(_ answer: APIAnswer, _ action: String) -> APIFailure {
        .refused(APIStatus(code: answer.code, body: answer.body, retryAfter: answer.retryAfter), doing: action)
    }
}

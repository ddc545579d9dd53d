internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import Operations
private import StatusFile

/// What the endpoint says.
struct EndpointResponder {
    let telemetry: Telemetry
    let board: StatusBoard
    /// Clients say which host they mean; who may open a socket is up to its mode.
    let checksHost: Bool

    func response(to request: Request) -> Response {
        if checksHost, let authority = request.head.authority, RequestedHost(authority)?.isTrusted != true {
            return Self.text(
                .misdirectedRequest, "This is served to this machine alone: call it localhost, 127.0.0.1 or [::1].\n")
        }
        let answer: @Sendable () -> Response
        switch request.uri.path {
        case "/": answer = page
        case "/healthz", "/livez": answer = health
        case "/readyz": answer = readiness
        case "/metrics": answer = metrics
        default: return Self.text(.notFound, "There is /, /livez, /healthz, /readyz and /metrics.\n")
        }
        switch request.method {
        case .get: return answer()
        case .head: return answer().createHeadResponse()
        default:
            var refusal = Self.text(.methodNotAllowed, "This can only be read.\n")
            refusal.headers[.allow] = "GET, HEAD"
            return refusal
        }
    }

    @Sendable private func health() -> Response {
        let age = telemetry.timeSinceTurn
        let patience = telemetry.longestTurn
        guard age > patience else { return Self.text(.ok, "ok\n") }
        return Self.text(
            .serviceUnavailable,
            "The agent is stuck: its loop last turned \(age.wholeSeconds) s ago, and \(patience.wholeSeconds) s are the most.\n"
        )
    }

    @Sendable private func readiness() -> Response {
        let (isReady, reason) = telemetry.readiness
        return isReady ? Self.text(.ok, "ok\n") : Self.text(.serviceUnavailable, reason + "\n")
    }

    @Sendable private func metrics() -> Response {
        Self.text(.ok, telemetry.text, type: "text/plain; version=0.0.4; charset=utf-8")
    }

    @Sendable private func page() -> Response {
        var page = Self.text(
            .ok, StatusPage(status: board.status, survey: board.lastSurvey, now: board.time).html,
            type: "text/html; charset=utf-8")
        page.headers[.contentSecurityPolicy] = StatusPage.policy
        page.headers[.xContentTypeOptions] = "nosniff"
        return page
    }

    /// To those who are not let in.
    static func response(to refusal: EndpointGate.Refusal) -> Response {
        func challenge(_ parameters: String) -> Response {
            var response = text(.unauthorized, "Show the bearer token.\n")
            // RFC 6750, 3: no error is named to those who have shown nothing.
            response.headers[.wwwAuthenticate] = "Bearer realm=\"apus\"" + parameters
            return response
        }
        return switch refusal {
        case .noCertificate: text(.forbidden, "Show a client certificate.\n")
        case .noToken: challenge("")
        case .otherToken: challenge(", error=\"invalid_token\"")
        case .unknownToken: text(.serviceUnavailable, "Tokens cannot be checked now; the agent's log says why.\n")
        }
    }

    private static func text(
        _ status: HTTPResponse.Status, _ text: String, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

extension Duration {
    fileprivate var wholeSeconds: Int64 { components.seconds }
}

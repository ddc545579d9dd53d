import Delivery
import HTTPExchange

/// What a server said.
struct HTTPReply: Hashable, Sendable {
    let status: Int
    let reason: String
    let retryAfter: String?
    let date: String?
    let location: String?
    /// The first bytes.
    let body: [UInt8]

    static let longestBody = 65536

    /// The credentials do not open the door.
    var isDenial: Bool { status == 401 || status == 403 }
}

extension HTTPReply {
    /// Why the publication was not taken; nil where it was.
    func failure(from url: SinkURL, token: BearerToken?, tokenFile: String?, now: Int64) -> SinkFailure? {
        let said = said(without: token)
        switch status {
        case 200..<300: return nil
        case 300..<400:
            let target = location.map { "to \(Excerpt($0, without: token).text) " } ?? ""
            return .rejected(
                "\(url) redirects \(target)with \(line(token)). Redirects are not followed, so that no token goes "
                    + "astray. Put the final URL into the configuration.")
        case 401, 403:
            let advice =
                tokenFile.map { "Check the token in \($0) and what it may do." }
                ?? "No token file is configured; the server may want one."
            return .rejected("\(url) denies access with \(said) \(advice)")
        case 429, 503:
            if let wait = retryAfter.flatMap({ RetryAfter($0, date: date, now: now) }) {
                let seconds = wait.duration.components.seconds
                return .throttled("\(url) asks to wait for \(seconds) s with \(said)", retryAfter: wait.duration)
            }
            return .unavailable("\(url) is too busy: \(said)")
        // The server gave up waiting, or does not want to take the risk of a replay: both ask to try again.
        case 408, 425: return .unavailable("\(url) asks to try again with \(said)")
        case 400..<500:
            return .rejected(
                "\(url) refuses the slices with \(said) Check the URL and what the server says; the same slices "
                    + "are not sent again.")
        default: return .unavailable("\(url) failed with \(said)")
        }
    }

    /// `422 Unprocessable Entity: what the body begins with.`
    private func said(without token: BearerToken?) -> String {
        let text = Excerpt(body, without: token).text
        guard !text.isEmpty else { return "\(line(token))." }
        return "\(line(token)): \(text)" + (text.hasSuffix(".") || text.hasSuffix("…") ? "" : ".")
    }

    private func line(_ token: BearerToken?) -> String {
        reason.isEmpty ? "status \(status)" : "\(status) \(Excerpt(reason, without: token).text)"
    }
}

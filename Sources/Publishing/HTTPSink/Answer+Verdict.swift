import Sinks

extension Answer {
    /// Why the publication was not taken; nil where it was.
    func failure(from endpoint: Endpoint, token: Token?, tokenFile: String?, now: Int64) -> SinkFailure? {
        let said = said(without: token)
        switch status {
        case 200..<300: return nil
        case 300..<400:
            let target = location.map { "to \(excerpt(Array($0.utf8), token).text) " } ?? ""
            return .rejected(
                "\(endpoint) redirects \(target)with \(line(token)). Redirects are not followed, so that no token goes "
                    + "astray. Put the final URL into the configuration.")
        case 401, 403:
            let advice =
                tokenFile.map { "Check the token in \($0) and what it may do." }
                ?? "No token file is configured; the server may want one."
            return .rejected("\(endpoint) denies access with \(said) \(advice)")
        case 429, 503:
            if let wait = retryAfter.flatMap({ RetryAfter($0, date: date, now: now) }) {
                let seconds = wait.duration.components.seconds
                return .throttled("\(endpoint) asks to wait for \(seconds) s with \(said)", retryAfter: wait.duration)
            }
            return .unavailable("\(endpoint) is too busy: \(said)")
        // The server gave up waiting, or does not want to take the risk of a replay: both ask to try again.
        case 408, 425: return .unavailable("\(endpoint) asks to try again with \(said)")
        case 400..<500:
            return .rejected(
                "\(endpoint) refuses the slices with \(said) Check the URL and what the server says; the same slices "
                    + "are not sent again.")
        default: return .unavailable("\(endpoint) failed with \(said)")
        }
    }

    /// `422 Unprocessable Entity: what the body begins with.`
    private func said(without token: Token?) -> String {
        let text = excerpt(body, token).text
        guard !text.isEmpty else { return "\(line(token))." }
        return "\(line(token)): \(text)" + (text.hasSuffix(".") || text.hasSuffix("…") ? "" : ".")
    }

    private func line(_ token: Token?) -> String {
        reason.isEmpty ? "status \(status)" : "\(status) \(excerpt(Array(reason.utf8), token).text)"
    }

    private func excerpt(_ bytes: [UInt8], _ token: Token?) -> Excerpt {
        token?.excerpt(of: bytes) ?? Excerpt(bytes)
    }
}

/// What a misbehaving server does with one request.
package enum Reaction: Sendable {
    /// Says this and waits for the next request.
    case say(String)
    /// Says this and closes, as if nothing were missing.
    case sayAndClose(String)
    /// Says this and breaks the connection with a reset.
    case sayAndReset(String)
    /// Says this, then one blank after the other, for ever.
    case sayAndDrip(String)
    /// Says this, then as much as the other side takes.
    case sayAndFlood(String)
    /// Says these bytes and closes.
    case sayBytesAndClose([UInt8])
    case silence
    /// Decides when the request is there.
    indirect case decide(@Sendable () -> Reaction)
    /// Does something and then answers.
    indirect case first(@Sendable () -> Void, then: Reaction)

    /// A correct answer.
    package static func answer(_ status: String, _ headers: String..., body: String = "") -> Reaction {
        .say(head(status, headers + ["content-length: \(body.utf8.count)"]) + body)
    }

    package static func answerAfter(_ act: @Sendable @escaping () -> Void, _ status: String) -> Reaction {
        .first(act, then: .answer(status))
    }

    package static func head(_ status: String, _ headers: [String]) -> String {
        (["HTTP/1.1 \(status)"] + headers).map { $0 + "\r\n" }.joined() + "\r\n"
    }
}

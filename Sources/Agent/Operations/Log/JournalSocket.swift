internal import Logging
private import PrintableText

/// The journal's own socket, which takes fields beside a message, so that people find the lines of one device or one sink:
/// systemd's "Native Journal Protocol".
package struct JournalSocket: Sendable {
    private let socket: DatagramSocket

    /// Nil where there is no room for a descriptor. Whether somebody listens there shows with each entry.
    package init?(_ path: String = "/run/systemd/journal/socket") {
        guard let socket = DatagramSocket(path) else { return nil }
        self.socket = socket
    }

    /// Returns whether it was taken; it is not where the journal does not keep up or the entry is too large for a datagram.
    func take(_ line: LogLine) -> Bool { socket.send(Self.entry(line)) }

    /// A field a line, which no value can end: what steers a terminal is escaped in them.
    private static func entry(_ line: LogLine) -> String {
        var fields = [
            ("MESSAGE", line.words), ("PRIORITY", "\(line.level.priority)"), ("SYSLOG_IDENTIFIER", "apusd"),
        ]
        for (key, value) in line.metadata.sorted(by: { $0.key < $1.key }) {
            fields.append((name(of: key), value.text.inLog.printable))
        }
        return fields.map { "\($0)=\($1)\n" }.joined()
    }

    /// `APUS_DEVICE`: names have at most 64 capitals, digits and underscores (systemd.journal-fields(7)).
    private static func name(of key: String) -> String {
        let letters = key.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        return "APUS_" + String(letters.prefix(59))
    }
}

/// A text that comes from anywhere, such as a device's name or a server's answer, made fit for one line of a log.
struct LogText {
    private let text: Substring.UnicodeScalarView
    private let isCut: Bool

    /// The journal breaks lines of more than 48 KiB, and a log is no place for documents.
    static let longest = 4096

    init(_ text: String) {
        guard text.utf8.count > Self.longest else {
            self.text = text.unicodeScalars[...]
            isCut = false
            return
        }
        var length = 0
        self.text = text.unicodeScalars.prefix {
            length += UTF8.width($0)
            return length <= Self.longest
        }
        isCut = true
    }

    /// What would begin another line, or steer a terminal, is written as its escape.
    var oneLine: String { escaped { $0.isSteering ? Self.escape($0) : nil } }

    /// In quotes where the value's end could not be seen otherwise.
    var quotedIfNeeded: String {
        guard !text.isEmpty, text.allSatisfy({ $0 != " " && $0 != "\"" && $0 != "=" && !$0.isSteering }) else {
            let escaped = escaped { $0 == "\"" || $0 == "\\" ? "\\\($0)" : $0.isSteering ? Self.escape($0) : nil }
            return "\"\(escaped)\""
        }
        return oneLine
    }

    /// With its quotes.
    var json: String {
        let escaped = escaped { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\n": "\\n"
            case _ where scalar.isSteering: Self.units(of: scalar)
            default: nil
            }
        }
        return "\"\(escaped)\""
    }

    private func escaped(_ escape: (Unicode.Scalar) -> String?) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text {
            if let escape = escape(scalar) {
                result.append(contentsOf: escape.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result) + (isCut ? "…" : "")
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(scalar.value, radix: 16))}"
        }
    }

    /// JSON knows UTF-16's units alone.
    private static func units(of scalar: Unicode.Scalar) -> String {
        UTF16.encode(scalar).map { units in
            units.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            }
            .joined()
        } ?? ""
    }
}

extension Unicode.Scalar {
    /// Control characters, breaks of lines, and what turns the direction of writing around.
    fileprivate var isSteering: Bool {
        guard value >= 0x7f else { return value < 0x20 }
        return switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format: true
        default: false
        }
    }
}

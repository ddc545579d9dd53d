/// Why a text is not a CDI kind.
package enum KindError: Error, Hashable, Sendable {
    case noSlash(String)
    case vendor(String, Fault, kind: String)
    case deviceClass(String, Fault, kind: String)

    package enum Fault: Hashable, Sendable {
        case empty, beginning, end, character, singleCharacter
    }
}

extension KindError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noSlash(let kind): "The kind \"\(kind)\" has no slash; write it as vendor/class, such as apus.dev/gpu."
        case .vendor(let vendor, let fault, let kind): Self.sentence("vendor", vendor, fault, kind)
        case .deviceClass(let deviceClass, let fault, let kind): Self.sentence("class", deviceClass, fault, kind)
        }
    }

    private static func sentence(_ half: String, _ text: String, _ fault: Fault, _ kind: String) -> String {
        switch fault {
        case .empty: "The kind \"\(kind)\" has an empty \(half); write it as vendor/class, such as apus.dev/gpu."
        case .beginning: "The \(half) \"\(text)\" of the kind \"\(kind)\" must begin with a letter."
        case .end: "The \(half) \"\(text)\" of the kind \"\(kind)\" must end with a letter or a digit."
        case .character:
            "The \(half) \"\(text)\" of the kind \"\(kind)\" may hold only letters, digits, \"_\", \"-\" and \".\"."
        case .singleCharacter:
            "The \(half) \"\(text)\" of the kind \"\(kind)\" is a single character, which crashes container runtimes; "
                + "make it longer."
        }
    }
}

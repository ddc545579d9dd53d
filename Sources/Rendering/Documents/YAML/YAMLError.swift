/// Why a YAML or JSON document could not be read.
package enum YAMLError: Error, Hashable, Sendable {
    /// In libyaml's words.
    case syntax(String, at: TextPosition)
    case invalidCharacter(String, at: TextPosition)
    case duplicateKey(String, first: TextPosition, at: TextPosition)
    case keyIsNotScalar(at: TextPosition)
    case anchorOrAlias(String, at: TextPosition)
    case tag(String, at: TextPosition)
    case tooDeep(limit: Int, at: TextPosition)
    case severalDocuments(at: TextPosition)
    /// `\/`, which libyaml and JSON know, but not every reader of YAML.
    case slashEscape(at: TextPosition)
    /// The directive names a version later than 1.1.
    case version(String, at: TextPosition)
    case unknownAlias(String, at: TextPosition)
    case tooManyNodes(limit: Int, at: TextPosition)
    case outOfMemory

    package var position: TextPosition {
        switch self {
        case .syntax(_, let position), .invalidCharacter(_, let position), .duplicateKey(_, _, let position),
            .keyIsNotScalar(let position), .anchorOrAlias(_, let position), .tag(_, let position),
            .tooDeep(_, let position), .severalDocuments(let position), .slashEscape(let position),
            .version(_, let position), .unknownAlias(_, let position), .tooManyNodes(_, let position):
            position
        case .outOfMemory: TextPosition(line: 1, column: 1)
        }
    }

    /// A sentence without the place.
    package var reason: String {
        switch self {
        case .syntax(let problem, _): "This is neither YAML nor JSON: \(problem)."
        case .invalidCharacter(let problem, _): "The text is not valid UTF-8 for YAML: \(problem)."
        case .duplicateKey(let name, let first, _):
            "The key \"\(name)\" stands here a second time, first in line \(first.line); keep one of them."
        case .keyIsNotScalar: "A key must be plain text, not a list or a mapping."
        case .anchorOrAlias(let name, _):
            "Anchors and aliases (here \"\(name)\") are not supported; write the value out."
        case .tag(let tag, _): "Tags (here \"\(tag)\") are not supported; leave it out."
        case .tooDeep(let limit, _): "The document nests deeper than \(limit) levels."
        case .severalDocuments: "A second document begins here; put each document into a file of its own."
        case .slashEscape: "The escape \"\\/\" is not known to every reader of YAML; write the slash as it is."
        case .version(let version, _): "The document says that it is YAML \(version), not 1.1; leave the directive out."
        case .unknownAlias(let name, _): "The alias \"*\(name)\" stands for an anchor that no value before it has."
        case .tooManyNodes(let limit, _): "The document has more than \(limit) values, those of its aliases included."
        case .outOfMemory: "There was not enough memory to read the document."
        }
    }
}

extension YAMLError: CustomStringConvertible {
    package var description: String { "\(position): \(reason)" }
}

internal import Documents

/// One line of a watch.
enum WatchEvent: Hashable {
    case change(Change)
    /// Nothing happened up to there.
    case bookmark(resourceVersion: String)
    case error(APIStatus)

    struct Change: Hashable {
        enum Kind: String { case added = "ADDED", changed = "MODIFIED", deleted = "DELETED" }

        let kind: Kind
        let name: String
        let uid: String
        let resourceVersion: String
    }

    /// nil for a line that is none, or of a kind that is not known.
    init?(_ line: [UInt8]) {
        guard let event = try? JSONValue.reading(json: line), let type = event["type"]?.text,
            let object = event["object"]
        else { return nil }
        let metadata = object["metadata"] ?? [:]
        let version = metadata["resourceVersion"]?.text ?? ""
        if let kind = Change.Kind(rawValue: type) {
            self = .change(
                Change(
                    kind: kind, name: metadata["name"]?.text ?? "", uid: metadata["uid"]?.text ?? "",
                    resourceVersion: version))
            return
        }
        switch type {
        case "BOOKMARK": self = .bookmark(resourceVersion: version)
        case "ERROR": self = .error(APIStatus(code: Int(object["code"]?.number ?? 500), status: object))
        default: return nil
        }
    }
}

/// Cuts a stream of bytes at its newlines.
struct Lines {
    private var rest: [UInt8] = []
    private let longest: Int

    init(longest: Int = 4 << 20) { self.longest = longest }

    /// The lines that end in these bytes; nil where one is longer than any that could be meant.
    mutating func add(_ bytes: some Sequence<UInt8>) -> [[UInt8]]? {
        let searched = rest.count
        rest += bytes
        var lines: [[UInt8]] = []
        var start = 0
        while let end = rest[max(start, searched)...].firstIndex(of: UInt8(ascii: "\n")) {
            if end > start { lines.append(Array(rest[start..<end])) }
            start = end + 1
        }
        rest.removeFirst(start)
        return rest.count <= longest ? lines : nil
    }
}

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

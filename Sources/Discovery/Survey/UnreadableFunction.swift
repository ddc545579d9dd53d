/// Why a candidate cannot be described.
enum UnreadableFunction: Error, CustomStringConvertible {
    case vanished
    case malformed(file: String)

    var description: String {
        switch self {
        case .vanished: "it vanished while it was being read"
        case .malformed(let file): "its \(file) file holds no \(file == "class" ? "class code" : "PCI id")"
        }
    }
}

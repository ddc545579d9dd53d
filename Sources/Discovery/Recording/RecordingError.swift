/// Why a recording cannot be read or written.
package enum RecordingError: Error, Hashable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case unwritable(path: String, reason: String)
    case empty(path: String)
    case tooLarge(path: String, limit: String)
    /// `line` counts from 1.
    case malformed(path: String, line: Int, why: String)

    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "The recording \(path) cannot be read: \(reason)."
        case .unwritable(let path, let reason): "\(path) cannot be written: \(reason)."
        case .empty(let path): "The recording \(path) holds no device. Is it complete?"
        case .tooLarge(let path, let limit):
            "The recording \(path) holds more than \(limit), which no machine does. Is it a recording?"
        case .malformed(let path, let line, let why): "\(path):\(line): \(why)."
        }
    }
}

import Glibc

/// What kept the measurement from being made.
struct MeasureError: Error, CustomStringConvertible {
    let description: String

    init(_ attempt: String) {
        let reason = errno == 0 ? "" : ": \(String(cString: strerror(errno)))"
        description = attempt + reason + "."
    }
}

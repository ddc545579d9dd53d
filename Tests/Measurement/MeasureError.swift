private import Glibc

/// What kept the measurement from being made.
package struct MeasureError: Error, CustomStringConvertible {
    package let description: String

    package init(_ attempt: String) {
        let reason = errno == 0 ? "" : ": \(String(cString: strerror(errno)))"
        description = attempt + reason + "."
    }
}

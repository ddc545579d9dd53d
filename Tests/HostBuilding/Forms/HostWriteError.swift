import Glibc

/// A file of a generated host that could not be written.
package struct HostWriteError: Error, CustomStringConvertible {
    package let path: String
    /// The value of `errno`.
    package let code: Int32

    package var description: String {
        "Cannot write \(path): \(String(cString: strerror(code))). Choose an empty directory that you may write to."
    }
}

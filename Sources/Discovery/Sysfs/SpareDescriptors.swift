private import Glibc

/// Whether files can be opened at all.
///
/// One that cannot be, because this process or the machine has too many open, reads like one that is not there. Whoever
/// takes devices for gone must know that it is not for that.
package enum SpareDescriptors {
    /// More than the threads of a survey have open at a time.
    private static let count = 32

    package static var suffice: Bool {
        var opened: [Int32] = []
        defer { for descriptor in opened { close(descriptor) } }
        while opened.count < count {
            let descriptor = unsafe open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { return false }
            opened.append(descriptor)
        }
        return true
    }
}

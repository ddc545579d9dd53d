private import Glibc
private import Hardware

/// An open directory of a host. What it reads is relative to the directory itself, so a device that is replaced
/// under the same name meanwhile is never mixed up with it.
@safe package struct HostDirectory: ~Copyable {
    private let stream: OpaquePointer

    /// Nil, with `errno` set, where the directory cannot be opened.
    package init?(_ path: String) {
        guard let stream = unsafe opendir(path) else { return nil }
        unsafe self.stream = unsafe stream
    }

    deinit { unsafe closedir(stream) }

    private var descriptor: Int32 { unsafe dirfd(stream) }

    /// The entries without `.` and `..`, in no order.
    package func names() -> [String] {
        unsafe rewinddir(stream)
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// A file's content without the blanks around it; nil where it is absent, unreadable or empty.
    package func text(_ path: String) -> String? { HostFile.text(at: descriptor, path) }

    package func bytes(_ path: String) -> [UInt8]? { HostFile.bytes(at: descriptor, path) }

    package func link(_ path: String) -> String? { HostFile.link(at: descriptor, path) }

    package func exists(_ path: String) -> Bool { HostFile.kind(at: descriptor, path) != nil }

    package func isDirectory(_ path: String) -> Bool {
        HostFile.kind(at: descriptor, path) == .directory
    }

    /// A file that holds one decimal number.
    package func integer(_ path: String) -> Int? {
        text(path).flatMap { text in
            text.hasPrefix("-") ? Int(decimalDigits: text.dropFirst()).map { -$0 } : Int(decimalDigits: text)
        }
    }
}

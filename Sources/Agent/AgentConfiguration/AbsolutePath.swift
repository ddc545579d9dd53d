internal import SystemPackage

/// A path that means the same wherever the program was started.
struct AbsolutePath {
    let path: FilePath

    init?(_ text: String) {
        // The longest that system calls take, PATH_MAX, counts the byte that ends it.
        guard text.hasPrefix("/"), text.utf8.count < 4096,
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
        else { return nil }
        path = FilePath(text)
    }
}

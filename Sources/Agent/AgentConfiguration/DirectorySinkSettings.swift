package import SystemPackage

/// A directory that holds one file for each slice.
package struct DirectorySinkSettings: Hashable, Sendable {
    package enum Format: String, CaseIterable, Sendable {
        case yaml, json
    }

    /// Absolute.
    package let path: FilePath
    package let format: Format

    package init(path: FilePath, format: Format = .yaml) {
        self.path = path
        self.format = format
    }
}

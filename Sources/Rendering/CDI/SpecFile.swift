/// A file of a spec directory, with what came of reading it.
package struct SpecFile: Hashable, Sendable {
    package let path: String
    package let reading: SpecReading

    package init(path: String, reading: SpecReading) {
        self.path = path
        self.reading = reading
    }

    /// Whether runtimes read a file of that name: hidden ones too, but no `.yml`.
    package static func isSpecName(_ name: String) -> Bool { suffixes.contains(where: name.hasSuffix) }

    /// What the names of files end with that runtimes read.
    package static let suffixes = [".json", ".yaml"]
}

import Glibc
import TestSupport
import Testing

/// A folder of `cdi-examples/`.
struct Example: CustomTestStringConvertible, Sendable {
    let name: String

    /// Folders of the repository, not a list in code: an example that is added is checked with no word here.
    static let all = names(of: Repository.path("cdi-examples")).filter { !$0.contains(".") }.map(Example.init)

    var testDescription: String { name }

    var folder: String { Repository.path("cdi-examples/\(name)") }
    var specFile: String { folder + "/apus.dev-gpu.json" }
    var spec: String? { text(of: specFile) }
    var readme: String? { text(of: folder + "/README.md") }

    /// As the example names it, and as a path.
    var hostName: String { "Tests/Hosts/\(name).umockdev" }
    var host: String { Repository.path(hostName) }

    static func names(of directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}

/// Where the files of this repository are, from the place of this file.
package enum Repository {
    package static func path(_ relative: String) -> String { root + relative }

    private static let root =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/") + "/"
}

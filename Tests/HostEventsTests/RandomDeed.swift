import Glibc
import SystemPackage
import TestSupport

/// Something that people and programs do to directories. It may fail: then it was nothing.
enum RandomDeed: CaseIterable {
    case makeDirectory, makeWay, put, remove, rename, link

    /// Does one.
    ///
    /// - Returns: What it was.
    static func random(in tree: WatchedTree, using random: inout SeededGenerator) -> String {
        let deed = allCases.randomElement(using: &random) ?? .put
        let (one, other) = (name(using: &random), name(using: &random))
        let path = tree.path(one).string
        switch deed {
        case .makeDirectory: mkdir(path, 0o755)
        case .makeWay:
            mkdir(path, 0o755)
            mkdir(tree.path("\(one)/\(other)").string, 0o755)
        case .put:
            if let file = fopen(path, "w") {
                fputs("\(UInt8.random(in: 0...9, using: &random))", file)
                fclose(file)
            }
        case .remove: tree.temporary.remove(one)
        case .rename: Glibc.rename(path, tree.path(other).string)
        case .link:
            // Never upwards: from where the link is in the end, that might lead out of the tree.
            symlink(Bool.random(using: &random) ? tree.path(other).string : other, path)
        }
        return "\(deed) \(one) \(other)"
    }

    private static func name(using random: inout SeededGenerator) -> String {
        let depth = Int.random(in: 1...3, using: &random)
        return (0..<depth).map { _ in ["a", "b", "c"].randomElement(using: &random) ?? "a" }.joined(separator: "/")
    }
}

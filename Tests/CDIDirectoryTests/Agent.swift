import CDI
import CDIDirectory
import Files
import SystemPackage
import TestSupport

/// What the tests of publishing share: a machine's directories, and one run of the agent after the other.
struct Agent {
    let temporary: TemporaryDirectory

    init() throws { temporary = try TemporaryDirectory() }

    func path(_ name: String) -> FilePath { FilePath("\(temporary.path)/\(name)") }

    /// A publisher as an agent that starts has it. Its state is released with it, as if the agent had been killed.
    func start(_ kind: CDIKind = .standard, in directory: String = "cdi") throws -> SpecPublisher {
        try SpecPublisher(
            directory: CDIDirectory(path(directory)), kind: kind, state: StateDirectory.open(path("state")),
            readBy: [CDIDirectory(path("etc")), CDIDirectory(path("cdi")), CDIDirectory(path("late"))])
    }

    /// The paths that are listed as the agent's own, below the machine's root; nil where the list is unreadable.
    var listed: [String]? {
        guard let content = try? StateFile(path("state/cdi-files")).read() ?? [] else { return nil }
        return content.split(separator: 0).map {
            String(String(decoding: $0, as: UTF8.self).dropFirst(temporary.path.utf8.count + 1))
        }
    }

    func list(_ names: [String]) throws {
        try StateFile(path("state/cdi-files")).write(names.flatMap { Array(path($0).string.utf8) + [0] })
    }
}

extension CDIKind {
    static let other = CDIKind.named("other.dev/gpu")
    static let third = CDIKind.named("third.dev/gpu")

    private static func named(_ text: String) -> CDIKind { (try? CDIKind(text)) ?? .standard }
}

extension CDISpec {
    /// A small spec of as many devices.
    static func small(_ kind: CDIKind = .standard, devices: Int = 1) -> CDISpec {
        CDISpec(
            kind: kind,
            devices: (0..<devices).map { index in
                .init(name: "gpu\(index)", edits: ContainerEdits(deviceNodes: [.init(path: "/dev/null")]))
            })
    }
}

/// What an act throws, for acts that run where expectations cannot.
func fault<Value>(_ act: () throws -> Value) -> SpecPublishingError? {
    do {
        _ = try act()
        return nil
    } catch {
        return error as? SpecPublishingError
    }
}

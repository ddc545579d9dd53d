internal import Documents
internal import SystemPackage

/// A kubeconfig file, or several of which the first that names something counts.
struct Kubeconfig {
    private(set) var currentContext: String?
    private var clusters: [(name: String, body: Section)] = []
    private var users: [(name: String, body: Section)] = []
    private var contexts: [(name: String, body: Section)] = []
    private let paths: [FilePath]

    /// An entry and the file in which it stands, from which relative paths lead on.
    struct Section {
        let node: YAMLNode
        let file: FilePath

        /// A text; a number or a boolean is taken for its text, as servers' tools do.
        func text(_ name: String) -> String? {
            guard let scalar = node[name]?.scalar, !scalar.isNull, !scalar.text.isEmpty else { return nil }
            return scalar.text
        }

        func path(_ name: String) -> FilePath? {
            text(name).map { file.removingLastComponent().pushing(FilePath($0)) }
        }
    }

    init(_ paths: [FilePath]) throws(AccessError) {
        self.paths = paths
        for path in paths { try add(path) }
    }

    private mutating func add(_ path: FilePath) throws(AccessError) {
        let bytes = try SmallFile.read(path)
        let root: YAMLNode?
        do throws(YAMLError) { root = try YAMLNode.parse(bytes) } catch {
            throw .malformed(path, error.description)
        }
        guard let root, root.mapping != nil else { throw .malformed(path, "it holds no mapping.") }
        currentContext = currentContext ?? Section(node: root, file: path).text("current-context")
        clusters += Self.entries(root["clusters"], "cluster", path)
        users += Self.entries(root["users"], "user", path)
        contexts += Self.entries(root["contexts"], "context", path)
    }

    private static func entries(
        _ list: YAMLNode?, _ kind: String, _ path: FilePath
    ) -> [(name: String, body: Section)] {
        (list?.sequence ?? []).compactMap { entry in
            guard let name = entry["name"]?.scalar?.text, let body = entry[kind] else { return nil }
            return (name, Section(node: body, file: path))
        }
    }

    private var path: FilePath { paths.first ?? "" }

    /// What belongs to a context, the current one without a name.
    func selection(context name: String?) throws(AccessError) -> Selection {
        guard let wanted = name ?? currentContext ?? (contexts.count == 1 ? contexts.first?.name : nil),
            let context = contexts.first(where: { $0.name == wanted })?.body
        else { throw .noContext(name ?? currentContext, path, known: contexts.map(\.name)) }
        let clusterName = context.text("cluster") ?? ""
        guard let cluster = clusters.first(where: { $0.name == clusterName })?.body else {
            throw .missing("cluster", named: clusterName, context.file)
        }
        guard let userName = context.text("user") else {
            return Selection(clusterName: clusterName, cluster: cluster, userName: "", user: nil)
        }
        guard let user = users.first(where: { $0.name == userName })?.body else {
            throw .missing("user", named: userName, context.file)
        }
        return Selection(clusterName: clusterName, cluster: cluster, userName: userName, user: user)
    }

    struct Selection {
        let clusterName: String
        let cluster: Section
        let userName: String
        let user: Section?
    }
}

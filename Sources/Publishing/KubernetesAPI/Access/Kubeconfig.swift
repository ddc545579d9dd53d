internal import Documents
private import HTTPExchange
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
        /// Whether every user of the machine may read the file.
        let isPublic: Bool

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
        let content = try AccessError.reading { () throws(CredentialFault) in try CredentialFile(path).read() }
        let root: YAMLNode?
        do throws(YAMLError) { root = try YAMLNode.parse(content.bytes) } catch {
            throw .malformed(path, Excerpt(error.description).text)
        }
        guard let root, root.mapping != nil else { throw .malformed(path, "it holds no mapping.") }
        let whole = Section(node: root, file: path, isPublic: content.isPublic)
        currentContext = currentContext ?? whole.text("current-context")
        clusters += Self.entries(of: whole, "cluster")
        users += Self.entries(of: whole, "user")
        contexts += Self.entries(of: whole, "context")
    }

    private static func entries(of whole: Section, _ kind: String) -> [(name: String, body: Section)] {
        (whole.node["\(kind)s"]?.sequence ?? []).compactMap { entry in
            guard let name = entry["name"]?.scalar?.text, let body = entry[kind] else { return nil }
            return (name, Section(node: body, file: whole.file, isPublic: whole.isPublic))
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

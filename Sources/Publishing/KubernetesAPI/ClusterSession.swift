internal import ResourceSlices

/// What is known of one API server, found out once.
struct ClusterSession {
    let access: ClusterAccess
    let connection: APIConnection
    /// nil until it is negotiated.
    var dialect: SliceDialect?
    /// Fields that the server dropped.
    var missingGates: Set<FeatureGate> = []
    /// Whether shared counters were tried, without effect on what is stored.
    var areCountersTried = false
    var node: NodeOwner?
    var adoptions: [Int: Adoption] = [:]

    init(_ access: ClusterAccess) throws(AccessError) {
        self.access = access
        connection = try APIConnection(access)
    }

    /// With certificates that were replaced; the same server keeps what is known of it.
    init(_ access: ClusterAccess, after old: ClusterSession?) throws(AccessError) {
        try self.init(access)
        guard let old, old.access.server == access.server else { return }
        dialect = old.dialect
        missingGates = old.missingGates
        areCountersTried = old.areCountersTried
        node = old.node
        adoptions = old.adoptions
    }

    /// The server may be another one now, with other rules.
    mutating func forgetServer() {
        dialect = nil
        missingGates = []
        areCountersTried = false
        adoptions = [:]
    }
}

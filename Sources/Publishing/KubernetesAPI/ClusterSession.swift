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

    /// With certificates that were replaced; the same server keeps what is known of it.
    init(_ access: ClusterAccess, _ transport: any APITransport, after old: ClusterSession?) {
        self.access = access
        connection = APIConnection(access, transport)
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

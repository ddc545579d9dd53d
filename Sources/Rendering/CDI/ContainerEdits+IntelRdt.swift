extension ContainerEdits {
    /// Intel's Resource Director Technology: shares of cache and memory bandwidth.
    package struct IntelRdt: Hashable, Sendable {
        package var closID: String?
        package var l3CacheSchema: String?
        package var memBwSchema: String?
        package var schemata: [String]
        package var enableMonitoring: Bool

        package init(
            closID: String? = nil, l3CacheSchema: String? = nil, memBwSchema: String? = nil, schemata: [String] = [],
            enableMonitoring: Bool = false
        ) {
            self.closID = closID
            self.l3CacheSchema = l3CacheSchema
            self.memBwSchema = memBwSchema
            self.schemata = schemata
            self.enableMonitoring = enableMonitoring
        }
    }
}

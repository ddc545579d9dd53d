internal import ResourceSlices

/// By what consumers tell pools apart. The version in which slices are written is no part of it: a server shows the same
/// pool in all versions.
struct PoolKey: Hashable {
    let driver: String
    let pool: String

    init(driver: String, pool: String) {
        self.driver = driver
        self.pool = pool
    }

    init(_ slice: ResourceSlice) {
        self.init(driver: slice.driver.description, pool: slice.poolName)
    }
}

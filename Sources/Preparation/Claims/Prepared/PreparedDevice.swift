/// One device of a prepared claim, as the kubelet is told of it.
package struct PreparedDevice: Hashable, Sendable {
    /// The claim's requests that it was allocated for. Of a request with alternatives, the request and not the
    /// alternative: that is what the kubelet compares with a container's.
    package let requests: [String]
    package let pool: String
    package let device: String
    /// What the container runtime injects. The same for the same claim, however often it is prepared.
    package let cdiDeviceIDs: [String]
    /// Of a device that is allocated in shares. Absent of all others: an empty one would be a share too.
    package let shareID: String?

    package init(requests: [String], pool: String, device: String, cdiDeviceIDs: [String], shareID: String? = nil) {
        self.requests = requests
        self.pool = pool
        self.device = device
        self.cdiDeviceIDs = cdiDeviceIDs
        self.shareID = shareID
    }
}

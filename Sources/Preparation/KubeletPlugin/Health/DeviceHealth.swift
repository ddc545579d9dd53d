internal import Hardware

/// How one device of the pool is, as the kubelet is told.
package struct DeviceHealth: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        case healthy
        /// Reasons are sentences.
        case unhealthy(String)
        case unknown(String)
    }

    package let pool: String
    package let device: String
    package let state: State

    package init(pool: String, device: String, state: State) {
        self.pool = pool
        self.device = device
        self.state = state
    }

    var message: String {
        switch state {
        case .healthy: ""
        case .unhealthy(let reason), .unknown(let reason): reason
        }
    }
}

extension DeviceHealth.State {
    /// From what the survey found; nil where the device was not found any more.
    init(_ readiness: Readiness?) {
        self =
            switch readiness {
            case .ready: .healthy
            case .pending(let reason): .unknown("The device is not ready yet: \(reason).")
            case .unbound: .unhealthy("No driver is bound to the device.")
            case .failed(let reason): .unhealthy("The device has failed: \(reason).")
            case nil: .unhealthy("The device is not on the machine any more.")
            }
    }
}

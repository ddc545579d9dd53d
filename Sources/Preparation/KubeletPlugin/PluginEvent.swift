package import Claims
package import SystemPackage

/// Something that happened between the kubelet and the plugin.
package enum PluginEvent: Hashable, Sendable {
    /// Both sockets are there.
    case listening(registration: FilePath)
    /// Somebody has removed or replaced a socket; both are made again.
    case socketsLost
    /// What happens there is noticed late.
    case unwatched(FilePath, String)
    case unavailable(PluginError, retryAfter: Duration)
    case stopped

    case registered
    /// The kubelet's reason.
    case registrationRefused(String)

    case prepared(ClaimReference, devices: [String], Duration)
    case preparationFailed(ClaimReference, String, Duration)
    case unprepared(ClaimReference, Duration)
    case unpreparationFailed(ClaimReference, String, Duration)
    /// Nobody waits for it any longer, but it goes on.
    case overdue(ClaimReference, Duration)
}

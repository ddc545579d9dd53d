/// A reason to look at the devices again.
package enum UdevNotification: Hashable, Sendable {
    /// Something happened to a device of this subsystem. What it was is not told: by now it may be different again.
    case event(subsystem: String)
    /// Notifications were lost; anything may have happened.
    case overrun
}

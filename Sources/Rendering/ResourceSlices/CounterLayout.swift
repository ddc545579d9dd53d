/// Where a server wants shared counters; the two layouts exclude each other.
package enum CounterLayout: Hashable, Sendable {
    /// Before 1.33 there are none.
    case unsupported
    /// 1.33 and 1.34: in the slice of the devices that consume them.
    case besideDevices
    /// From 1.35 on: in slices that have no devices.
    case ownSlices
}

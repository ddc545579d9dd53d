private import Hardware
internal import ResourceSlices

extension SliceDevice {
    /// What does not come and go with load. A card at rest slows its link down and a busy one speeds it up, and a pool
    /// that is rewritten for either is one that schedulers cannot use meanwhile.
    var lasting: SliceDevice {
        var device = self
        device.attributes[.linkSpeed] = nil
        device.attributes[.linkWidth] = nil
        return device
    }
}

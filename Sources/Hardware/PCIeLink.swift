/// The PCIe link of a function; whatever the kernel calls unknown is absent.
package struct PCIeLink: Hashable, Sendable {
    package var currentSpeed: LinkSpeed?
    package var maximumSpeed: LinkSpeed?
    /// Lanes.
    package var currentWidth: Int?
    /// Lanes.
    package var maximumWidth: Int?
    /// The port whose link this is, where the function's own link only reaches a switch on its card.
    package var port: PCIAddress?

    package init(
        currentSpeed: LinkSpeed? = nil, maximumSpeed: LinkSpeed? = nil, currentWidth: Int? = nil,
        maximumWidth: Int? = nil, port: PCIAddress? = nil
    ) {
        self.currentSpeed = currentSpeed
        self.maximumSpeed = maximumSpeed
        self.currentWidth = currentWidth
        self.maximumWidth = maximumWidth
        self.port = port
    }

    package var isUnknown: Bool {
        currentSpeed == nil && maximumSpeed == nil && currentWidth == nil && maximumWidth == nil
    }
}

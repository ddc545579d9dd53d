package import Hardware

/// A device that is not offered any more while a claim still holds it.
package struct HeldDevice: Hashable, Sendable {
    package let name: String
    package let address: PCIAddress
    /// As they were announced when the claim was given it.
    package let attributes: NamedValues<AttributeValue>
    /// The same.
    package let capacity: NamedValues<Quantity>
    package let condition: Condition

    package enum Condition: String, Sendable {
        /// It is there, but nobody new could use it.
        case unusable
        /// The machine does not have it any more.
        case gone
    }

    package init(
        name: String, address: PCIAddress, attributes: NamedValues<AttributeValue>,
        capacity: NamedValues<Quantity>, condition: Condition
    ) {
        self.name = name
        self.address = address
        self.attributes = attributes
        self.capacity = capacity
        self.condition = condition
    }

    /// Of a virtual function: the address of its physical one.
    var pfAddress: PCIAddress? {
        guard case .string(let address)? = attributes[.pfAddress] else { return nil }
        return PCIAddress(address)
    }

    var vfIndex: Int? {
        guard case .int(let index)? = attributes[.vfIndex] else { return nil }
        return Int(index)
    }

    var isPartition: Bool { attributes[.parentDevice] != nil }

    /// Pods that have lost their device end. Those whose device only looks bad to us go on, since a driver's files may
    /// be missing for a moment while its package is upgraded.
    func taint(of driver: DriverName) -> DeviceTaint {
        DeviceTaint(
            key: "\(driver)/device", value: condition.rawValue,
            effect: condition == .gone ? .noExecute : .noSchedule)
    }
}

package import CDI
package import Hardware
package import ResourceSlices
package import SystemPackage

/// A claim that devices of this node were given to: for whom, which, how, and what the kubelet was answered.
package struct PreparedClaim: Hashable, Sendable {
    package let claim: ClaimReference
    /// What its pod calls the claim, where it was made from a template.
    package let podClaimName: String?
    /// The driver that the devices were allocated from.
    package let driver: DriverName
    /// Where its spec is, whatever the configuration says by now.
    package let cdiDirectory: FilePath
    /// The boot of the machine that its files belong to: numbers of device nodes are given out anew at each.
    package var bootID: String
    package var state: State
    /// In the order of the allocation; at least one.
    package let devices: [Device]

    package enum State: String, Sendable {
        /// Something may have been done for it.
        case started
        /// Everything was done, and the kubelet may have been told.
        case completed
    }

    package struct Device: Hashable, Sendable {
        package let allocated: AllocatedDevice
        package let address: PCIAddress
        package let settings: DeviceSettings
        /// As they were announced.
        package let attributes: NamedValues<AttributeValue>
        package let capacity: NamedValues<Quantity>
    }
}

extension PreparedClaim {
    /// The kind of all claims' devices. The driver is a part of it, so that two drivers that have devices in the same
    /// claim never write the same file.
    package var kind: CDIKind { Self.kind(of: driver) }

    package static func kind(of driver: DriverName) -> CDIKind {
        // A vendor begins with a letter and has more than one character; the name of a driver need not.
        let candidates = ["\(driver)/claim", "k8s.\(driver)/claim"].compactMap { try? CDIKind($0) }
        guard let kind = candidates.first else { preconditionFailure("\(driver) is no part of a kind") }
        return kind
    }

    /// The name is not used again, not even for the same device: runtimes remember what they have read.
    func cdiName(of device: Device) -> String {
        "\(claim.uid)-\(device.allocated.device)" + (device.allocated.shareID.map { "-\($0)" } ?? "")
    }

    /// What the kubelet is answered.
    package var answer: [PreparedDevice] {
        devices.map { device in
            PreparedDevice(
                requests: [device.allocated.baseRequest], pool: device.allocated.pool,
                device: device.allocated.device, cdiDeviceIDs: ["\(kind)=\(cdiName(of: device))"],
                shareID: device.allocated.shareID)
        }
    }

    /// The requests that it has devices for, in the order of the allocation.
    var requests: [String] {
        var seen: Set<String> = []
        return devices.map(\.allocated.baseRequest).filter { seen.insert($0).inserted }
    }

    func devices(of request: String) -> [Device] { devices.filter { $0.allocated.baseRequest == request } }
}

package import Hardware
package import ResourceSlices
package import SystemPackage

/// What a claim's devices are looked up in.
package struct NodeDevices: Sendable {
    package let driver: DriverName
    /// The names that the driver's pool on this node may have.
    package let pools: Set<String>
    package let surveyed: SurveyedDevices
    /// What containers get of a driver's files unless their claim says something else.
    package let driverRoles: Set<DriverFiles.Role>
    package let physicalFunctions: PhysicalFunctionPolicy
    package let cdiDirectory: FilePath
    package let bootID: String

    package init(
        driver: DriverName, pools: Set<String>, surveyed: SurveyedDevices, driverRoles: Set<DriverFiles.Role>,
        physicalFunctions: PhysicalFunctionPolicy = .hide, cdiDirectory: FilePath, bootID: String
    ) {
        self.driver = driver
        self.pools = pools
        self.surveyed = surveyed
        self.driverRoles = driverRoles
        self.physicalFunctions = physicalFunctions
        self.cdiDirectory = cdiDirectory
        self.bootID = bootID
    }
}

extension PreparedClaim {
    /// Decides what is to be prepared for a claim, or why nothing is. nil where no device of this driver was allocated
    /// for it.
    ///
    /// Schedulers have given the same device away twice, so what others hold is looked at here once more.
    package init?(
        preparing reference: ClaimReference, as claim: ResourceClaim, on node: NodeDevices,
        beside holders: HoldingClaims
    ) throws(PreparationError) {
        let allocation = try claim.allocation(for: reference)
        let entries: [DecodedEntry]
        do { entries = try DecodedEntry.all(of: allocation.configuration) } catch {
            throw .misconfigured(reference, error)
        }
        var devices: [Device] = []
        for allocated in allocation.devices {
            guard node.pools.contains(allocated.pool) else {
                throw .foreignPool(reference, allocated, own: node.pools.min { $0.count < $1.count } ?? "")
            }
            let accelerator = try Self.accelerator(for: allocated, of: reference, in: node.surveyed)
            let overlap = HardwareOverlap(of: accelerator, where: node.physicalFunctions)
            for other in holders.holding(overlap.addresses) where other.claim.uid != reference.uid {
                if other.excludes(allocated) { throw .held(reference, device: allocated.device, by: other.claim) }
                guard !allocated.isAdministrative,
                    let overlapping = other.devices.first(where: {
                        !$0.allocated.isAdministrative && overlap.contains($0)
                    })
                else { continue }
                throw .partlyHeld(
                    reference, device: allocated.device, with: overlapping.allocated.device, by: other.claim)
            }
            let announced = SliceDevice(
                lasting: accelerator, physicalFunction: node.surveyed.physicalFunction(of: accelerator))
            do throws(ClaimConfigurationError) {
                devices.append(
                    Device(
                        allocated: allocated, address: accelerator.address,
                        settings: try DeviceSettings(
                            of: allocated, accelerator, by: entries, standardRoles: node.driverRoles),
                        attributes: announced.attributes, capacity: announced.capacity))
            } catch { throw .misconfigured(reference, error) }
        }
        guard !devices.isEmpty else { return nil }
        self.init(
            claim: reference, podClaimName: claim.podClaimName, driver: node.driver, cdiDirectory: node.cdiDirectory,
            bootID: node.bootID, state: .started, devices: devices)
    }

    static func accelerator(
        for allocated: AllocatedDevice, of claim: ClaimReference, in surveyed: SurveyedDevices
    ) throws(PreparationError) -> Accelerator {
        guard let accelerator = surveyed[allocated.device] else { throw .absent(claim, device: allocated.device) }
        if let reason = accelerator.offer.reason { throw .unusable(claim, device: allocated.device, reason) }
        return accelerator
    }

    /// The same as `content`, and why there is none.
    func contentNow(
        in surveyed: SurveyedDevices, metadata: FilePath
    ) throws(PreparationError) -> Content {
        if let content = content(in: surveyed, metadata: metadata) { return content }
        for device in devices { _ = try Self.accelerator(for: device.allocated, of: claim, in: surveyed) }
        throw .unsurveyed(claim)
    }

    /// Whether the device cannot be given to another claim because of this one. Whoever only looks after a device leaves
    /// it to others, and shares of one device stand beside each other.
    func excludes(_ other: AllocatedDevice) -> Bool {
        devices.contains { device in
            let own = device.allocated
            guard own.device == other.device, !own.isAdministrative, !other.isAdministrative else { return false }
            return own.shareID == nil || own.shareID == other.shareID || other.shareID == nil
        }
    }
}

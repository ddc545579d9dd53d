package import Hardware
package import ResourceSlices
package import SystemPackage

extension ClaimPreparer {
    /// What the configuration says.
    package struct Settings: Sendable {
        package let driver: DriverName
        package let cdiDirectory: FilePath
        /// What containers get of a driver's files unless their claim says something else.
        package let driverRoles: Set<DriverFiles.Role>
        package let physicalFunctions: PhysicalFunctionPolicy
        /// May block.
        package let nodeName: @Sendable (HostIdentity) throws -> NodeName
        /// Those of the claims that containers of this node use, as the kubelet has it; nil where the kubelet does not tell.
        package let inUse: @Sendable (Set<ClaimReference>) async -> Set<ClaimReference>?

        package init(
            driver: DriverName, cdiDirectory: FilePath, driverRoles: Set<DriverFiles.Role>,
            physicalFunctions: PhysicalFunctionPolicy = .hide,
            nodeName: @escaping @Sendable (HostIdentity) throws -> NodeName,
            inUse: @escaping @Sendable (Set<ClaimReference>) async -> Set<ClaimReference>? = { _ in nil }
        ) {
            self.driver = driver
            self.cdiDirectory = cdiDirectory
            self.driverRoles = driverRoles
            self.physicalFunctions = physicalFunctions
            self.nodeName = nodeName
            self.inUse = inUse
        }
    }

    /// What is the same as long as the agent runs.
    package struct Place: Sendable {
        package let places: ClaimPlaces
        package let disk: any ClaimStepping
        /// `/proc/sys/kernel/random/boot_id`.
        package let bootID: String
        let now: @Sendable () -> ContinuousClock.Instant

        package init(
            _ places: ClaimPlaces, disk: any ClaimStepping, bootID: String,
            now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
        ) {
            self.places = places
            self.disk = disk
            self.bootID = bootID
            self.now = now
        }
    }
}

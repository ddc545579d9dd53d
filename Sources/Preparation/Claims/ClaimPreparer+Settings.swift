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

        package init(
            driver: DriverName, cdiDirectory: FilePath, driverRoles: Set<DriverFiles.Role>,
            physicalFunctions: PhysicalFunctionPolicy = .hide,
            nodeName: @escaping @Sendable (HostIdentity) throws -> NodeName
        ) {
            self.driver = driver
            self.cdiDirectory = cdiDirectory
            self.driverRoles = driverRoles
            self.physicalFunctions = physicalFunctions
            self.nodeName = nodeName
        }
    }

    /// What is the same as long as the agent runs.
    package struct Place: Sendable {
        package let places: ClaimPlaces
        package let disk: any ClaimStepping
        /// `/proc/sys/kernel/random/boot_id`.
        package let bootID: String

        package init(_ places: ClaimPlaces, disk: any ClaimStepping, bootID: String) {
            self.places = places
            self.disk = disk
            self.bootID = bootID
        }
    }
}

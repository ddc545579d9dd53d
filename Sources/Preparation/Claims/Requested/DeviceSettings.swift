internal import CDI
package import Hardware

/// How a device is given to a container: what the configurations of its claim come to.
package struct DeviceSettings: Hashable, Sendable {
    package var environment: [String: String] = [:]
    package var access = DeviceConfig.Access.readWrite
    /// Empty for all devices but those whose driver has files for containers.
    package var driverRoles: Set<DriverFiles.Role> = []

    package init() {}
}

extension DeviceSettings {
    /// Takes each option from the last entry that has it, so a claim's wins over its class's. The same entry twice, as
    /// Kubernetes 1.36 may write it, changes nothing.
    ///
    /// An entry that is for all requests is passed over where it does not fit the device, since a claim may have devices
    /// of several sorts; one that names the request is an error then.
    init(
        of device: AllocatedDevice, _ accelerator: Accelerator, by entries: [DecodedEntry],
        standardRoles: Set<DriverFiles.Role>
    ) throws(ClaimConfigurationError) {
        if accelerator.usesDriverFiles { driverRoles = standardRoles }
        for entry in entries where entry.origin.isFor(device) {
            if let misfit = entry.config.misfit(accelerator) {
                guard entry.origin.names(device) else { continue }
                throw ClaimConfigurationError(entry.place, "for the request \(device.request) it \(misfit)")
            }
            if let environment = entry.config.environment { self.environment = environment }
            if let access = entry.config.access { self.access = access }
            if let roles = entry.config.driverRoles { driverRoles = roles }
        }
    }
}

/// An entry whose parameters have been understood.
struct DecodedEntry {
    let origin: ConfigurationEntry
    let config: DeviceConfig
    /// As messages call it.
    let place: String

    static func all(of entries: [ConfigurationEntry]) throws(ClaimConfigurationError) -> [DecodedEntry] {
        var decoded: [DecodedEntry] = []
        for entry in entries { decoded.append(try DecodedEntry(entry)) }
        return decoded
    }

    private init(_ entry: ConfigurationEntry) throws(ClaimConfigurationError) {
        origin = entry
        let source = entry.source == .deviceClass ? "the device class" : "the claim"
        let requests = entry.requests.isEmpty ? "" : " for \(entry.requests.joined(separator: ", "))"
        place = "The configuration of \(source)\(requests)"
        do {
            config = try DeviceConfig(entry.parameters)
        } catch {
            throw ClaimConfigurationError(place, "\(error)")
        }
        guard entry.source == .claim, let option = config.privileged.first else { return }
        throw ClaimConfigurationError(
            place, "it asks for \(option), which only a device class may; ask the cluster's administrator for one")
    }
}

extension DeviceConfig {
    /// Why it is not for such a device; nil where it is.
    fileprivate func misfit(_ accelerator: Accelerator) -> String? {
        if let attachment, attachment != accelerator.attachment {
            let actual = accelerator.attachment?.rawValue ?? "unknown"
            return "demands attachment \(attachment.rawValue), and \(accelerator.name) has \(actual)"
        }
        if driverRoles != nil, !accelerator.usesDriverFiles {
            return "has driverRoles, and the driver of \(accelerator.name) has no files for containers"
        }
        return nil
    }
}

/// Why a claim's configuration cannot be followed: a sentence.
package struct ClaimConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ place: String, _ problem: String) {
        description = "\(place): \(problem)."
    }
}

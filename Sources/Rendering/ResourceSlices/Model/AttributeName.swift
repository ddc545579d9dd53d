private import Hardware

/// The key of an attribute or a capacity: an identifier, which then belongs to the driver's own domain, or
/// `domain/identifier`.
package struct AttributeName: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// The identifier is a C identifier of at most 32 characters, the domain a DNS subdomain of at most 63.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let identifier = parts.last, parts.count <= 2, Self.isIdentifier(identifier),
            parts.count == 1 || DNS1123.isSubdomain(parts[0], longest: 63)
        else { return nil }
        description = text
    }

    private static func isIdentifier(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !first.isDecimalDigit else { return false }
        return text.utf8.count <= 32
            && text.utf8.allSatisfy {
                $0.isDecimalDigit || $0 == UInt8(ascii: "_")
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
            }
    }
}

extension AttributeName: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        guard let name = AttributeName(text) else { preconditionFailure("\"\(text)\" names no attribute") }
        self = name
    }
}

extension AttributeName: Comparable {
    package static func < (left: AttributeName, right: AttributeName) -> Bool { left.description < right.description }
}

/// The names of what a device tells of itself. Attributes without a domain are in the driver's own.
extension AttributeName {
    package static let standardPCIBusID: AttributeName = "resource.kubernetes.io/pciBusID"
    package static let standardPCIeRoot: AttributeName = "resource.kubernetes.io/pcieRoot"
    package static let standardNUMANode: AttributeName = "resource.kubernetes.io/numaNode"

    package static let vendor: AttributeName = "vendor"
    package static let vendorID: AttributeName = "vendorID"
    package static let deviceID: AttributeName = "deviceID"
    package static let subsystemID: AttributeName = "subsystemID"
    package static let productName: AttributeName = "productName"
    package static let family: AttributeName = "family"
    package static let model: AttributeName = "model"
    package static let architecture: AttributeName = "architecture"
    package static let type: AttributeName = "type"
    package static let partitionProfile: AttributeName = "partitionProfile"
    package static let parentDevice: AttributeName = "parentDevice"
    package static let uuid: AttributeName = "uuid"
    package static let serial: AttributeName = "serial"
    package static let driver: AttributeName = "driver"
    package static let driverVersion: AttributeName = "driverVersion"
    package static let firmwareVersion: AttributeName = "firmwareVersion"
    package static let cudaDriverVersion: AttributeName = "cudaDriverVersion"
    package static let cudaComputeCapability: AttributeName = "cudaComputeCapability"
    package static let attachment: AttributeName = "attachment"
    package static let numaNode: AttributeName = "numaNode"
    package static let iommuGroup: AttributeName = "iommuGroup"
    package static let linkSpeed: AttributeName = "linkSpeed"
    package static let linkSpeedMax: AttributeName = "linkSpeedMax"
    package static let linkWidth: AttributeName = "linkWidth"
    package static let linkWidthMax: AttributeName = "linkWidthMax"
    package static let isVF: AttributeName = "isVF"
    package static let sriovCapable: AttributeName = "sriovCapable"
    package static let totalVFs: AttributeName = "totalVFs"
    package static let enabledVFs: AttributeName = "enabledVFs"
    package static let vfIndex: AttributeName = "vfIndex"
    package static let pfAddress: AttributeName = "pfAddress"
    package static let pfDevice: AttributeName = "pfDevice"

    // Capacities.
    package static let memory: AttributeName = "memory"
    package static let millicores: AttributeName = "millicores"
    package static let vfs: AttributeName = "vfs"
}

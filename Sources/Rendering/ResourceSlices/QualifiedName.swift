private import Hardware

/// The key of an attribute or a capacity: an identifier, which then belongs to the driver's own domain, or
/// `domain/identifier`.
package struct QualifiedName: Hashable, Sendable, CustomStringConvertible {
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

extension QualifiedName: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        guard let name = QualifiedName(text) else { preconditionFailure("\"\(text)\" is not a qualified name") }
        self = name
    }
}

extension QualifiedName: Comparable {
    package static func < (left: QualifiedName, right: QualifiedName) -> Bool { left.description < right.description }
}

/// The names of what a device tells of itself. Attributes without a domain are in the driver's own.
extension QualifiedName {
    package static let standardPCIBusID: QualifiedName = "resource.kubernetes.io/pciBusID"
    package static let standardPCIeRoot: QualifiedName = "resource.kubernetes.io/pcieRoot"
    package static let standardNUMANode: QualifiedName = "resource.kubernetes.io/numaNode"

    package static let vendor: QualifiedName = "vendor"
    package static let vendorID: QualifiedName = "vendorID"
    package static let deviceID: QualifiedName = "deviceID"
    package static let subsystemID: QualifiedName = "subsystemID"
    package static let productName: QualifiedName = "productName"
    package static let family: QualifiedName = "family"
    package static let model: QualifiedName = "model"
    package static let architecture: QualifiedName = "architecture"
    package static let type: QualifiedName = "type"
    package static let partitionProfile: QualifiedName = "partitionProfile"
    package static let parentDevice: QualifiedName = "parentDevice"
    package static let uuid: QualifiedName = "uuid"
    package static let serial: QualifiedName = "serial"
    package static let driver: QualifiedName = "driver"
    package static let driverVersion: QualifiedName = "driverVersion"
    package static let firmwareVersion: QualifiedName = "firmwareVersion"
    package static let attachment: QualifiedName = "attachment"
    package static let numaNode: QualifiedName = "numaNode"
    package static let iommuGroup: QualifiedName = "iommuGroup"
    package static let linkSpeed: QualifiedName = "linkSpeed"
    package static let linkSpeedMax: QualifiedName = "linkSpeedMax"
    package static let linkWidth: QualifiedName = "linkWidth"
    package static let linkWidthMax: QualifiedName = "linkWidthMax"
    package static let isVF: QualifiedName = "isVF"
    package static let sriovCapable: QualifiedName = "sriovCapable"
    package static let totalVFs: QualifiedName = "totalVFs"
    package static let enabledVFs: QualifiedName = "enabledVFs"
    package static let vfIndex: QualifiedName = "vfIndex"
    package static let pfAddress: QualifiedName = "pfAddress"
    package static let pfDevice: QualifiedName = "pfDevice"

    // Capacities.
    package static let memory: QualifiedName = "memory"
    package static let millicores: QualifiedName = "millicores"
    package static let vfs: QualifiedName = "vfs"
}

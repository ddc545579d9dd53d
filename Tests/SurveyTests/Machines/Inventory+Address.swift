import Hardware
import Testing

extension Inventory {
    func accelerator(
        _ address: PCIAddress, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Accelerator {
        try #require(
            accelerators.first { $0.address == address }, "\(address) is missing", sourceLocation: sourceLocation)
    }

    /// Why the function at an address was left out.
    func omission(_ address: PCIAddress) -> String? { omissions.first { $0.address == address }?.why }

    var addresses: [PCIAddress] { accelerators.map(\.address) }
}

extension Accelerator {
    var paths: [String] { nodes.map(\.path) }
}

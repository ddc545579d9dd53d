import Delivery
import Documents
import FakeAPIServer
import Hardware
import ResourceSlices
import Synchronization

@testable import KubernetesAPI

extension SinkFailure {
    /// Without the words.
    var kind: SinkFailure {
        switch self {
        case .unavailable: .unavailable("")
        case .throttled(_, let delay): .throttled("", retryAfter: delay)
        case .rejected: .rejected("")
        }
    }
}

extension TestCluster {
    var slices: [StoredSlice] {
        with { $0.objects.values.compactMap { StoredSlice($0) }.sorted { $0.name < $1.name } }
    }
}

extension StoredSlice {
    /// A slice that somebody else wrote.
    static func object(name: String, driver: String, node: String, devices: [String]) -> JSONValue {
        [
            "metadata": ["name": .string(name)],
            "spec": [
                "driver": .string(driver), "nodeName": .string(node),
                "pool": SlicePool(name: node, generation: 1, sliceCount: 1).json,
                "devices": .array(devices.map { ["name": .string($0)] }),
            ],
        ]
    }
}

extension Inventory {
    /// Cards with one virtual function each, on a bus of their own.
    static func cards(_ indices: Set<Int>) -> Inventory {
        guard let pciClass = PCIClass(code: 0x030000) else { return Inventory() }
        let accelerators = indices.flatMap { index in
            let addresses = (0...1).compactMap {
                PCIAddress(domain: 0, bus: UInt8(3 + index), device: 0, function: UInt8($0))
            }
            guard let parent = addresses.first, let virtual = addresses.last else { return [Accelerator]() }
            let roles = [
                SRIOVRole.physical(
                    PhysicalFunction(
                        totalVFs: 7, enabledVFs: 1,
                        virtualFunctions: [PhysicalFunction.VirtualFunction(index: 0, address: virtual)])),
                .virtual(of: parent, index: 0),
            ]
            return zip(addresses, roles).map { address, role in
                let function = PCIFunction(
                    address: address, vendorID: PCIID(0x8086), deviceID: PCIID(0x56c0), pciClass: pciClass, sriov: role)
                return Accelerator(function: function, readiness: .ready, attachment: .native, offer: .offered)
            }
        }
        return Inventory(accelerators: accelerators)
    }

    /// A physical function and four virtual ones.
    static var withVirtualFunctions: Inventory {
        let addresses = (0...4).compactMap { PCIAddress(domain: 0, bus: 3, device: 0, function: UInt8($0)) }
        guard let pciClass = PCIClass(code: 0x030000), let parent = addresses.first else { return Inventory() }
        let virtual = addresses.dropFirst().enumerated().map {
            PhysicalFunction.VirtualFunction(index: $0.offset, address: $0.element)
        }
        let roles =
            [SRIOVRole.physical(PhysicalFunction(totalVFs: 31, enabledVFs: 4, virtualFunctions: virtual))]
            + virtual.map { .virtual(of: parent, index: $0.index) }
        return Inventory(
            accelerators: zip(addresses, roles).map { address, role in
                let function = PCIFunction(
                    address: address, vendorID: PCIID(0x8086), deviceID: PCIID(0x56c0), pciClass: pciClass, sriov: role)
                return Accelerator(function: function, readiness: .ready, attachment: .native, offer: .offered)
            })
    }
}

/// True so many times.
final class Countdown: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) { left = Mutex(count) }

    var count: Int { left.withLock { $0 } }

    func isReached() -> Bool {
        left.withLock { left in
            guard left > 0 else { return false }
            left -= 1
            return true
        }
    }
}

/// A function, or a partition of one, that is offered or could be offered, with all that its users need to know.
package struct Accelerator: Hashable, Sendable {
    package var function: PCIFunction
    /// Absent where this is the whole function.
    package var partition: Partition?
    /// By kind and path; only nodes that exist.
    package var nodes: [DeviceNode]
    /// The path of a node that the driver expects user space to make, and that is not there.
    package var missingNode: String?
    package var memory: DeviceMemory?
    /// Unique id as the driver shows it: `GPU-…` of nvidia, 16 hexadecimal digits of amdgpu.
    package var uuid: String?
    /// The board's serial number, as its driver shows it.
    package var serial: String?
    /// `GeForce`, `Tesla`: NVIDIA's word for the kind of product.
    package var brand: String?
    /// The newest CUDA that the driver serves: `13.0`.
    package var cudaDriverVersion: String?
    /// `9.0`.
    package var cudaComputeCapability: String?
    package var firmwareVersion: String?
    /// Version of the video BIOS.
    package var vbiosVersion: String?
    /// habanalabs' number for its place on the board.
    package var module: UInt?
    /// udev's `ID_PATH`.
    package var udevPath: String?
    /// Files of the host that programs read which use the device: configuration, at the same path in a container.
    package var configurationFiles: [String]
    package var readiness: Readiness
    package var attachment: Attachment?
    package var offer: Offer

    package init(
        function: PCIFunction, partition: Partition? = nil, nodes: [DeviceNode] = [], missingNode: String? = nil,
        memory: DeviceMemory? = nil, uuid: String? = nil, serial: String? = nil, brand: String? = nil,
        cudaDriverVersion: String? = nil, cudaComputeCapability: String? = nil, firmwareVersion: String? = nil,
        vbiosVersion: String? = nil, module: UInt? = nil, udevPath: String? = nil,
        configurationFiles: [String] = [], readiness: Readiness, attachment: Attachment? = nil, offer: Offer
    ) {
        self.function = function
        self.partition = partition
        self.nodes = nodes
        self.missingNode = missingNode
        self.memory = memory
        self.uuid = uuid
        self.serial = serial
        self.brand = brand
        self.cudaDriverVersion = cudaDriverVersion
        self.cudaComputeCapability = cudaComputeCapability
        self.firmwareVersion = firmwareVersion
        self.vbiosVersion = vbiosVersion
        self.module = module
        self.udevPath = udevPath
        self.configurationFiles = configurationFiles
        self.readiness = readiness
        self.attachment = attachment
        self.offer = offer
    }

    package var address: PCIAddress { function.address }

    package var name: DeviceName {
        partition.map { DeviceName($0) } ?? DeviceName(address: function.address, deviceID: function.deviceID)
    }

    package var type: FunctionType { partition == nil ? function.type : .partition }

    package var isOffered: Bool { offer == .offered }
}

extension Accelerator {
    /// Where it stands in the order of an inventory: by address, a card before its partitions.
    package var position: Position { Position(address: address, index: partition.map { $0.index + 1 } ?? 0) }

    package struct Position: Hashable, Comparable, Sendable {
        package let address: PCIAddress
        package let index: Int

        package static func < (left: Position, right: Position) -> Bool {
            (left.address, left.index) < (right.address, right.index)
        }
    }
}

/// A share of a card that is used like a card of its own: a compute partition of AMD's, a MIG instance of NVIDIA's.
package struct Partition: Hashable, Sendable {
    /// The whole card's name.
    package var parent: DeviceName
    package var division: Division
    /// The place among the card's partitions, from 0, in an order that no new numbering of nodes changes.
    package var index: Int

    package init(parent: DeviceName, division: Division, index: Int) {
        self.parent = parent
        self.division = division
        self.index = index
    }

    /// How the card is divided.
    package enum Division: Hashable, Sendable {
        /// Into compute partitions, in a mode such as `CPX`.
        case compute(mode: String)
        /// Into MIG instances, by their ids. Of what size an instance is, such as `1g.10gb`, is not always known.
        case mig(gpuInstance: UInt16, computeInstance: UInt16, profile: String?)
    }

    /// As its driver calls it: `CPX`, `1g.10gb`.
    package var profile: String? {
        switch division {
        case .compute(let mode): mode
        case .mig(_, _, let profile): profile
        }
    }
}

/// The name of an accelerator in CDI specs and ResourceSlices: `0000-03-00-0-0x56a0`; of a compute partition
/// `0000-05-00-0-0x74a1-cpx-3`, of a MIG instance `0000-07-00-0-0x20b0-mig-gi1-ci0`.
///
/// It holds nothing that a reboot or a new numbering of DRM nodes changes. It is a DNS label (RFC 1123), as
/// ResourceSlice's `devices[].name` demands.
package struct DeviceName: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(address: PCIAddress, deviceID: PCIID) {
        description = String(asciiBytes: PCIAddress.longestText + 1 + PCIID.textCount) { text in
            address.write(dashedTo: &text)
            text.append(UInt8(ascii: "-"))
            deviceID.write(to: &text)
        }
    }

    /// The name of a partition. Characters of its mode that no label may hold are dashes.
    package init(_ partition: Partition) {
        switch partition.division {
        case .compute(let mode):
            description = "\(partition.parent)-\(Self.label(mode))-\(partition.index)"
        case .mig(let gpuInstance, let computeInstance, _):
            description = "\(partition.parent)-mig-gi\(gpuInstance)-ci\(computeInstance)"
        }
    }

    /// What the names of its partitions begin with, and no other's, where the device is a whole one.
    package var partitionPrefix: String { "\(description)-" }

    private static func label(_ mode: String) -> String {
        let bytes = mode.lowercased().utf8.prefix(longestMode).map { byte in
            let isAllowed = byte.isDecimalDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            return isAllowed ? byte : UInt8(ascii: "-")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A label has 63 characters; the card's name has up to 23, and the index and two dashes need some.
    private static let longestMode = 30
}

/// What kind of device an accelerator is to those who ask for one.
package enum FunctionType: String, CaseIterable, Sendable {
    case accelerator
    case gpu
    case partition
    case virtualFunction = "vf"
}

extension PCIFunction {
    /// A virtual function is one whatever its class.
    package var type: FunctionType {
        if sriov.isVirtual { return .virtualFunction }
        return pciClass.isDisplay ? .gpu : .accelerator
    }
}

private import Hardware

/// A card of some family of accelerators, as its driver shows it.
package struct FamilyCard: Sendable {
    package let family: String
    package let function: HostFunction
    /// Devices with nodes, by their place: below the function, or below /sys/devices where it begins with a slash.
    package let devices: [(path: String, subsystem: String, node: HostNode)]
    /// The nodes that a workload is given, sorted as documents have them.
    package let nodes: [String]

    private init(
        _ family: String, _ bus: UInt8, _ ids: (UInt16, UInt16), _ pciClass: UInt32 = 0x12_0000, driver: String,
        _ devices: [(path: String, subsystem: String, node: HostNode)], gives nodes: [String],
        attributes: [String: String?] = [:]
    ) {
        guard let address = PCIAddress(domain: 0, bus: bus, device: 0, function: 0),
            let pciClass = PCIClass(code: pciClass)
        else { preconditionFailure("device 0, function 0 and 24 bits are always valid") }
        self.family = family
        function = HostFunction(
            address, vendorID: PCIID(ids.0), deviceID: PCIID(ids.1), pciClass: pciClass, driver: driver,
            attributes: attributes)
        self.devices = devices
        self.nodes = nodes
    }

    package static let all: [FamilyCard] = [
        FamilyCard(
            "Intel NPUs", 0x10, (0x8086, 0x643e), driver: "intel_vpu",
            [("accel/accel0", "accel", HostNode("accel/accel0", major: 261, minor: 0))], gives: ["/dev/accel/accel0"]),
        FamilyCard(
            "AMD Ryzen AI", 0x11, (0x1022, 0x17f0), 0x11_8000, driver: "amdxdna",
            [("accel/accel1", "accel", HostNode("accel/accel1", major: 261, minor: 1))], gives: ["/dev/accel/accel1"]),
        FamilyCard(
            "Qualcomm AIC100", 0x12, (0x17cb, 0xa100), driver: "qaic",
            [("accel/accel2", "accel", HostNode("accel/accel2", major: 261, minor: 2))], gives: ["/dev/accel/accel2"]),
        FamilyCard(
            "Tenstorrent", 0x13, (0x1e52, 0x401e), driver: "tenstorrent",
            [("tenstorrent/tenstorrent!0", "tenstorrent", HostNode("tenstorrent/0", major: 241, minor: 0))],
            gives: ["/dev/tenstorrent/0"]),
        FamilyCard(
            "Coral Edge TPU", 0x14, (0x1ac1, 0x089a), 0x08_8000, driver: "apex",
            [("apex/apex_0", "apex", HostNode("apex_0", major: 120, minor: 0))], gives: ["/dev/apex_0"]),
        FamilyCard(
            "Hailo", 0x15, (0x1e60, 0x2864), 0x0b_4000, driver: "hailo",
            [("hailo_chardev/hailo0", "hailo_chardev", HostNode("hailo0", major: 240, minor: 0))],
            gives: ["/dev/hailo0"]),
        FamilyCard(
            "Google TPU", 0x16, (0x1ae0, 0x0063), 0x08_8000, driver: "tpu_v5",
            [("accel/accel3", "accel", HostNode("accel3", major: 121, minor: 3))], gives: ["/dev/accel3"]),
        FamilyCard(
            "Alveo", 0x17, (0x10ee, 0x505d), driver: "xocl",
            [
                ("drm/card7", "drm", HostNode("dri/card7", major: 226, minor: 7)),
                ("drm/renderD135", "drm", HostNode("dri/renderD135", major: 226, minor: 135)),
                (
                    "icap.u.5888/xfpga/xfpga!icap.u5888.0", "xfpga",
                    HostNode("xfpga/icap.u5888.0", major: 238, minor: 0)
                ),
            ], gives: ["/dev/dri/card7", "/dev/dri/renderD135", "/dev/xfpga/icap.u5888.0"]),
        FamilyCard(
            "Rebellions", 0x18, (0x1eff, 0x1220), driver: "rebellions",
            [
                ("rbln/rbln0", "rbln", HostNode("rbln0", major: 237, minor: 0)),
                ("/virtual/rsd/rsd0", "rsd", HostNode("rsd0", major: 236, minor: 0)),
            ], gives: ["/dev/rbln0", "/dev/rsd0"]),
        FamilyCard(
            "AWS Neuron", 0x19, (0x1d0f, 0x7264), 0x08_8000, driver: "neuron",
            [("/virtual/neuron_device/neuron0", "neuron_device", HostNode("neuron0", major: 235, minor: 0))],
            gives: ["/dev/neuron0"]),
        FamilyCard(
            "MemryX", 0x1a, (0x1fe9, 0x0100), driver: "memx_pcie_ai_chip",
            [
                ("/virtual/memx/memx0", "memx", HostNode("memx0", major: 234, minor: 0)),
                ("/virtual/memx/memx0_feature", "memx", HostNode("memx0_feature", major: 234, minor: 1)),
            ], gives: ["/dev/memx0", "/dev/memx0_feature"]),
        FamilyCard(
            "Huawei Ascend", 0x1b, (0x19e5, 0xd802), driver: "devdrv_device_driver",
            [
                ("/virtual/davinci/davinci0", "davinci", HostNode("davinci0", major: 233, minor: 0)),
                ("/virtual/davinci/davinci_manager", "davinci", HostNode("davinci_manager", major: 232, minor: 0)),
                ("/virtual/davinci/devmm_svm", "davinci", HostNode("devmm_svm", major: 231, minor: 0)),
                ("/virtual/davinci/hisi_hdc", "davinci", HostNode("hisi_hdc", major: 230, minor: 0)),
            ], gives: ["/dev/davinci0", "/dev/hisi_hdc", "/dev/devmm_svm", "/dev/davinci_manager"]),
        FamilyCard(
            "Moore Threads", 0x1c, (0x1ed5, 0x0200), 0x03_0200, driver: "mtgpu",
            [
                ("drm/card8", "drm", HostNode("dri/card8", major: 226, minor: 8)),
                ("drm/renderD136", "drm", HostNode("dri/renderD136", major: 226, minor: 136)),
                ("mtgpu/mtgpu.0", "mtgpu", HostNode("mtgpu.0", major: 229, minor: 0)),
            ], gives: ["/dev/dri/card8", "/dev/dri/renderD136", "/dev/mtgpu.0"]),
        FamilyCard(
            "MetaX", 0x1d, (0x9999, 0x4001), 0x03_0200, driver: "metax",
            [
                ("drm/card9", "drm", HostNode("dri/card9", major: 226, minor: 9)),
                ("drm/renderD137", "drm", HostNode("dri/renderD137", major: 226, minor: 137)),
                ("/virtual/mxcd/mxcd", "mxcd", HostNode("mxcd", major: 228, minor: 0)),
            ], gives: ["/dev/dri/card9", "/dev/dri/renderD137", "/dev/mxcd"]),
        FamilyCard(
            "Iluvatar", 0x1e, (0x1e3e, 0x0001), driver: "bi-driver",
            [("/virtual/iluvatar/iluvatar0", "iluvatar", HostNode("iluvatar0", major: 227, minor: 0))],
            gives: ["/dev/iluvatar0"]),
        FamilyCard(
            "Axelera Metis", 0x1f, (0x1f9d, 0x1100), driver: "axl",
            [("/virtual/metis/metis-0:1f:0", "metis", HostNode("metis-0:1f:0", major: 225, minor: 0))],
            gives: ["/dev/metis-0:1f:0"]),
        FamilyCard(
            "Cambricon", 0x20, (0xcabc, 0x0370), driver: "cambricon-drv",
            [("/virtual/cambricon/cambricon_dev0", "cambricon", HostNode("cambricon_dev0", major: 224, minor: 0))],
            gives: ["/dev/cambricon_dev0"]),
        FamilyCard(
            "Furiosa", 0x21, (0x1ed2, 0x0001), driver: "furiosa_rngd",
            [
                ("/virtual/rngd_mgmt/rngd!npu0mgmt", "rngd_mgmt", HostNode("rngd/npu0mgmt", major: 223, minor: 0)),
                ("/virtual/rngd/rngd!npu0pe0", "rngd", HostNode("rngd/npu0pe0", major: 222, minor: 0)),
            ], gives: ["/dev/rngd/npu0pe0", "/dev/rngd/npu0mgmt"]),
    ]
}

extension HostBuilder {
    /// A machine with a card of each family whose driver gives it nodes outside of what GPUs have.
    package static func everyFamily() -> HostBuilder {
        var host = HostBuilder(name: "families")
        for card in FamilyCard.all { host.add(card) }
        return host
    }

    package mutating func add(_ card: FamilyCard) {
        add(card.function)
        for (path, subsystem, node) in card.devices {
            let place = path.hasPrefix("/") ? "/devices" + path : "\(self[card.function.address].path)/\(path)"
            add(HostDevice(path: place, subsystem: subsystem, node: node))
        }
    }
}

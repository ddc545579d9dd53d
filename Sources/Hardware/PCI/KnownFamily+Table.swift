extension KnownFamily {
    package static let all: [KnownFamily] =
        [
            KnownFamily(
                title: "Intel GPUs", drivers: ["i915"], ids: [], nodes: .direct,
                memory: [.localMemoryTotal, .localMemoryQuota, .drmQuery]),
            KnownFamily(
                title: "Intel GPUs", drivers: ["xe"], ids: [], nodes: .direct, memory: [.vramQuota, .drmQuery]),
            KnownFamily(
                title: "AMD GPUs", drivers: ["amdgpu"], ids: [], nodes: .direct,
                memory: [.vramTotal, .kfdMemoryBanks, .partitionShare], name: "product_name", serial: "serial_number"),
            KnownFamily(
                title: "NVIDIA GPUs", drivers: ["nvidia"], ids: [], nodes: .nvidia, memory: [.nvml], name: "Model",
                serial: "nvml"),
            KnownFamily(title: "Gaudi", drivers: ["habanalabs"], ids: [], nodes: .direct),
            KnownFamily(title: "Intel NPUs", drivers: ["intel_vpu"], ids: [], nodes: .direct),
            KnownFamily(title: "AMD Ryzen AI", drivers: ["amdxdna"], ids: ids(0x1022, 0x1502, 0x17f0), nodes: .direct),
            KnownFamily(title: "Qualcomm AIC100", drivers: ["qaic"], ids: ids(0x17cb, 0xa080, 0xa100), nodes: .direct),
            KnownFamily(title: "Alveo", drivers: ["xocl"], ids: [], nodes: .registered),
            KnownFamily(
                title: "Alveo management", drivers: ["xclmgmt"], ids: [],
                nodes: .none(
                    because: "management only: driver xclmgmt's node reprograms the card and is given to no workload")),
            KnownFamily(title: "Tenstorrent", drivers: ["tenstorrent"], ids: ids(0x1e52), nodes: .registered),
            KnownFamily(title: "Coral Edge TPU", drivers: ["apex"], ids: ids(0x1ac1, 0x089a), nodes: .registered),
            KnownFamily(
                title: "Google TPU", drivers: [], ids: ids(0x1ae0, 0x0027, 0x005e, 0x0062, 0x0063, 0x006f, 0x0076),
                nodes: .registered),
            KnownFamily(
                title: "Hailo", drivers: ["hailo"], ids: ids(0x1e60, 0x2864, 0x45c4, 0x43a2, 0x26a2), nodes: .registered
            ),
            KnownFamily(
                title: "Rebellions", drivers: ["rebellions", "rbln"], ids: ids(0x1eff), nodes: .registered,
                shared: [.numbered("rsd")]),
            KnownFamily(
                title: "AWS Neuron", drivers: ["neuron"],
                ids: ids(0x1d0f, 0x7064, 0x7065, 0x7066, 0x7067, 0x7164, 0x7264, 0x7364),
                nodes: .unparented(UnparentedNodes(prefix: "neuron"))),
            KnownFamily(
                title: "MemryX", drivers: [], ids: ids(0x1fe9, 0x0100),
                nodes: .unparented(UnparentedNodes(prefix: "memx"))),
            KnownFamily(
                title: "Furiosa", drivers: [], ids: ids(0x1ed2),
                nodes: .unparented(
                    UnparentedNodes(directory: "rngd", prefix: "npu", addresses: ("rngd_mgmt", "busname")))),
            KnownFamily(
                title: "Huawei Ascend", drivers: [], ids: ids(0x19e5, 0xd802, 0xd801, 0xd500, 0xd100),
                nodes: .unparented(UnparentedNodes(prefix: "davinci")),
                shared: [.named("davinci_manager"), .named("devmm_svm"), .named("hisi_hdc")]),
            KnownFamily(title: "Moore Threads", drivers: ["mtgpu"], ids: ids(0x1ed5), nodes: .registered),
            KnownFamily(title: "MetaX", drivers: [], ids: ids(0x9999), nodes: .registered, shared: [.named("mxcd")]),
            KnownFamily(
                title: "Cambricon", drivers: [], ids: ids(0xcabc),
                nodes: .unparented(UnparentedNodes(prefix: "cambricon_dev"))),
            KnownFamily(
                title: "Iluvatar", drivers: [], ids: ids(0x1e3e),
                nodes: .unparented(UnparentedNodes(prefix: "iluvatar"))),
            KnownFamily(
                title: "Axelera Metis", drivers: [], ids: ids(0x1f9d, 0x1100),
                nodes: .unparented(UnparentedNodes(prefix: "metis-"))),
        ] + nodeless

    private static let nodeless: [KnownFamily] = [
        without("held for others", ["pci-stub", "pci-pf-stub", "pciback"]) {
            "held only: driver \($0) gives it no node"
        },
        without("AMD's SR-IOV host driver", ["gim"]) {
            "serves virtual functions only: driver \($0) gives it no node of its own"
        },
        without("GPUs of a Windows host", ["dxgkrnl"]) {
            "driver \($0) gives it no node of its own: all GPUs of the Windows host are behind /dev/dxg together"
        },
        without("Hyper-V's display", ["hyperv_drm"]) {
            "display only: driver \($0) has its nodes at the virtual machine's bus, not at this function"
        },
    ].flatMap(\.self)

    private static func without(
        _ title: String, _ drivers: [String], because reason: (String) -> String
    ) -> [KnownFamily] {
        drivers.map { KnownFamily(title: title, drivers: [$0], ids: [], nodes: .none(because: reason($0))) }
    }

    /// Without devices, all of the vendor's.
    private static func ids(_ vendor: UInt16, _ devices: UInt16...) -> [IDPattern] {
        devices.isEmpty
            ? [IDPattern(vendorID: PCIID(vendor))]
            : devices.map { IDPattern(vendorID: PCIID(vendor), deviceID: PCIID($0)) }
    }
}

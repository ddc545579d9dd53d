import Hardware

/// Machines written by hand from what their kernels show; only what a spec is made of.
enum Machines {
    static let arcA770 = Inventory(accelerators: [
        accelerator(
            "0000:03:00.0", vendor: 0x8086, device: 0x56a0,
            nodes: [("/dev/dri/card0", .card), ("/dev/dri/renderD128", .render), ("/dev/mei0", .mei)])
    ])

    /// An NVIDIA A2 whose virtual functions are bound to vfio-pci; the physical one is hidden for them.
    static let a2WithVirtualFunctions = Inventory(
        accelerators: [
            accelerator(
                "0000:e1:00.0", vendor: 0x10de, device: 0x25b6, nodes: [("/dev/nvidia0", .nvidia)],
                offer: .withheld(as: .virtualFunctionsEnabled, because: "its virtual functions are offered"))
        ]
            + ["0000:e1:00.4", "0000:e1:00.5"].enumerated().map { index, address in
                accelerator(
                    address, vendor: 0x10de, device: 0x25b6,
                    nodes: [("/dev/vfio/vfio", .vfio), ("/dev/vfio/\(140 + index)", .vfioGroup)],
                    attachment: .passthrough)
            })

    /// Two partitioned AMD cards that share `/dev/kfd`; given in the wrong order, as are their nodes.
    static let twoMI300 = Inventory(accelerators: [
        accelerator(
            "0000:c1:00.0", vendor: 0x1002, device: 0x74a1,
            nodes: [
                ("/dev/kfd", .kfd), ("/dev/dri/renderD137", .render), ("/dev/dri/renderD136", .render),
                ("/dev/dri/card9", .card),
            ], driver: "amdgpu"),
        accelerator(
            "0000:41:00.0", vendor: 0x1002, device: 0x74a1,
            nodes: [
                ("/dev/dri/card1", .card), ("/dev/dri/renderD128", .render), ("/dev/dri/renderD129", .render),
                ("/dev/kfd", .kfd),
            ], driver: "amdgpu"),
    ])

    static let nvidiaBesidePassthrough = Inventory(accelerators: [
        accelerator(
            "0000:17:00.0", vendor: 0x10de, device: 0x2330,
            nodes: [
                ("/dev/dri/card0", .card), ("/dev/dri/renderD128", .render), ("/dev/nvidia0", .nvidia),
                ("/dev/nvidiactl", .nvidiaControl), ("/dev/nvidia-uvm", .nvidiaUVM),
                ("/dev/nvidia-uvm-tools", .nvidiaUVMTools), ("/dev/nvidia-modeset", .nvidiaModeset),
            ], driver: "nvidia"),
        accelerator(
            "10000:01:00.0", vendor: 0x10de, device: 0x2330,
            nodes: [("/dev/iommu", .iommu), ("/dev/vfio/devices/vfio0", .vfioDevice)], attachment: .passthrough),
    ])

    static let gaudi = Inventory(accelerators: [
        configured(
            accelerator(
                "0000:19:00.0", vendor: 0x1da3, device: 0x1020,
                nodes: [
                    ("/dev/accel/accel0", .accel), ("/dev/accel/accel_controlD0", .accelControl),
                    ("/dev/infiniband/uverbs0", .uverbs),
                ]))
    ])

    private static func configured(_ accelerator: Accelerator) -> Accelerator {
        var accelerator = accelerator
        accelerator.configurationFiles = ["/etc/habanalabs/gaudinet.json", "/etc/habanalabs/macAddrInfo.json"]
        return accelerator
    }

    /// Nothing here can be used: no node yet, no driver, a failure.
    static let notReady = Inventory(accelerators: [
        accelerator(
            "0000:01:00.0", vendor: 0x8086, device: 0x56a0, nodes: [],
            readiness: .pending("xe is bound, but there is no render node yet"),
            offer: .withheld(as: .pending, because: "pending")),
        accelerator(
            "0000:02:00.0", vendor: 0x8086, device: 0x56a0, nodes: [], readiness: .unbound,
            offer: .withheld(as: .noDriver, because: "no driver is bound")),
        accelerator(
            "0000:03:00.0", vendor: 0x8086, device: 0x56a0, nodes: [("/dev/dri/card0", .card)],
            readiness: .failed("the driver's probe failed"), offer: .withheld(as: .failed, because: "failed")),
    ])

    static func accelerator(
        _ address: String, vendor: UInt16, device: UInt16, nodes: [(path: String, kind: DeviceNode.Kind)],
        driver: String? = nil, readiness: Readiness = .ready, attachment: Attachment = .native, offer: Offer = .offered
    ) -> Accelerator {
        guard let address = PCIAddress(address), let display = PCIClass(code: 0x03_0000) else {
            preconditionFailure("\(address) is no PCI address")
        }
        return Accelerator(
            function: PCIFunction(
                address: address, vendorID: PCIID(vendor), deviceID: PCIID(device), pciClass: display,
                driver: driver),
            nodes: nodes.map { DeviceNode(path: $0.path, kind: $0.kind, major: 511, minor: 3) }, readiness: readiness,
            attachment: attachment, offer: offer)
    }
}

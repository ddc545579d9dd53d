package import Hardware

extension Accelerator {
    /// The command that may mend what keeps the accelerator from being offered, where one is known.
    package var remedy: String? {
        switch offer.kind {
        case .noDriver where function.sriov.isVirtual: "echo \(address) | sudo tee /sys/bus/pci/drivers_probe"
        // It loads the module that says of itself that it serves this function, whatever it is called.
        case .noDriver: "sudo modprobe \"$(cat /sys/bus/pci/devices/\(address)/modalias)\""
        case .pending: missingNode.flatMap(Self.command(making:))
        default: nil
        }
    }

    /// What would have to change for it to be offered: sentences; nil where it is.
    package var advice: String? {
        switch offer.kind {
        case nil: nil
        case .virtualFunctionsEnabled:
            "physicalFunctionWithVFs: offer or counters in the configuration; or it has no virtual functions."
        case .divided: "Its partitions are offered in its place. It is offered when it is not divided."
        case .managementDisplay:
            "Nothing: it draws a console and computes nothing. On vfio-pci it is offered to virtual machines."
        case .noDriver: "A driver has to be bound: its own, or vfio-pci for virtual machines."
        case .pending: "It is offered as soon as that is over; apusd looks by itself."
        case .failed: "It is offered as soon as that is mended; apusd looks by itself."
        case .notUsable:
            "Another driver may give it a node that workloads can use, such as vfio-pci for virtual machines."
        case .attachmentExcluded: "attachment.\(attachment?.rawValue ?? "native"): true in the configuration."
        case .groupShared: "That function has to be without a driver, or bound to vfio-pci too."
        case .noSharedCounters: "A newer Kubernetes, or physicalFunctionWithVFs: hide in the configuration."
        }
    }

    /// nvidia-modprobe makes nodes of NVIDIA's driver by their minor numbers; nvidiactl has 255.
    private static func command(making node: String) -> String? {
        let prefix = "/dev/nvidia"
        guard node.hasPrefix(prefix) else { return nil }
        let name = node.dropFirst(prefix.count)
        guard let minor = name == "ctl" ? 255 : Int(decimalDigits: name) else { return nil }
        return "sudo nvidia-modprobe -c \(minor) -u"
    }
}

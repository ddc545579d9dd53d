package import Hardware

extension Accelerator {
    /// The command that may mend what keeps the accelerator from being offered, where one is known.
    package var remedy: String? {
        switch readiness {
        case .unbound where function.sriov.isVirtual: "echo \(address) | sudo tee /sys/bus/pci/drivers_probe"
        // It loads the module that says of itself that it serves this function, whatever it is called.
        case .unbound: "sudo modprobe \"$(cat /sys/bus/pci/devices/\(address)/modalias)\""
        case .pending: missingNode.flatMap(Self.command(making:))
        case .ready, .failed: nil
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

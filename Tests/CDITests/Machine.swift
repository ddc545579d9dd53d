import Hardware

/// The machines that have golden specs, by the name of their file.
enum Machine: String, CaseIterable, Sendable {
    case arcA770 = "arc-a770"
    case a2WithVirtualFunctions = "a2-virtual-functions"
    case twoMI300 = "two-mi300"
    case nvidiaBesidePassthrough = "nvidia-and-passthrough"
    case gaudi

    var inventory: Inventory {
        switch self {
        case .arcA770: Machines.arcA770
        case .a2WithVirtualFunctions: Machines.a2WithVirtualFunctions
        case .twoMI300: Machines.twoMI300
        case .nvidiaBesidePassthrough: Machines.nvidiaBesidePassthrough
        case .gaudi: Machines.gaudi
        }
    }
}

/// A driver that gives a workload no node, however long one waits.
enum NodelessDriver: Hashable {
    /// Only holds a function, so that no other driver takes it.
    case stub(String)
    /// Serves virtual functions only.
    case gim
    case dxgkrnl
    case hypervDRM
    case xclmgmt
    /// Draws to the screen and can do no more.
    case framebuffer(String)

    init?(_ driver: String) {
        switch driver {
        // pci-pf-stub holds a physical function so that its virtual ones can be made, pciback one for a guest of Xen.
        case "pci-stub", "pci-pf-stub", "pciback": self = .stub(driver)
        case "gim": self = .gim
        case "dxgkrnl": self = .dxgkrnl
        case "hyperv_drm": self = .hypervDRM
        case "xclmgmt": self = .xclmgmt
        case let name where name.hasSuffix("fb"): self = .framebuffer(name)
        default: return nil
        }
    }

    /// A sentence without a final stop.
    var reason: String {
        switch self {
        case .stub(let driver): "held only: driver \(driver) gives it no node"
        case .gim: "serves virtual functions only: driver gim gives it no node of its own"
        case .dxgkrnl:
            "driver dxgkrnl gives it no node of its own: all GPUs of the Windows host are behind /dev/dxg together"
        case .hypervDRM:
            "display only: driver hyperv_drm has its nodes at the virtual machine's bus, not at this function"
        case .xclmgmt: "management only: driver xclmgmt's node reprograms the card and is given to no workload"
        case .framebuffer(let driver):
            "display only: driver \(driver) draws to the screen and gives no node to compute with"
        }
    }
}

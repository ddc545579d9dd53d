/// A driver that only holds a function, so that no other takes it. No node follows, however long one waits.
enum StubDriver: String {
    case any = "pci-stub"
    /// Holds a physical function so that its virtual ones can be made.
    case physicalFunction = "pci-pf-stub"
    /// Holds a function for a guest of Xen.
    case xen = "pciback"
}

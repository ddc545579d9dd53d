import Hardware

extension PCIAddress: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) {
        guard let address = PCIAddress(text) else { preconditionFailure("\(text) is no PCI address") }
        self = address
    }
}

import Hardware

extension PCIClass {
    /// Base class 12, as Gaudi and the NPUs have it.
    static var processingAccelerator: PCIClass { kind(0x12_0000) }

    /// A co-processor, as QAT and NEC's Vector Engine have it.
    static var coprocessor: PCIClass { kind(0x0b_4000) }

    static var bridge: PCIClass { kind(0x06_0400) }

    static var usbController: PCIClass { kind(0x0c_0330) }

    static var audio: PCIClass { kind(0x04_0300) }

    private static func kind(_ code: UInt32) -> PCIClass {
        guard let value = PCIClass(code: code) else { preconditionFailure("\(code) has more than 24 bits") }
        return value
    }
}

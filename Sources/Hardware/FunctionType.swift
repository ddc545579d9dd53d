/// What kind of device an accelerator is to those who ask for one.
package enum FunctionType: String, CaseIterable, Sendable {
    case accelerator
    case gpu
    case partition
    case virtualFunction = "vf"
}

extension PCIFunction {
    /// A virtual function is one whatever its class.
    package var type: FunctionType {
        if sriov.isVirtual { return .virtualFunction }
        return pciClass.isDisplay ? .gpu : .accelerator
    }
}

import Hardware
import TestSupport

extension Inventory {
    /// Cards with and without virtual functions, from none to more than a slice can hold, in several domains.
    static func random(_ policy: PhysicalFunctionPolicy, seed: UInt64) -> Inventory {
        var random = SeededGenerator(seed: seed)
        var accelerators: [Accelerator] = []
        for domain in [UInt32(0), 0xffff, 0x10000, 0xffff_ffff] {
            for bus in stride(from: UInt8(0), to: 90, by: 2) where Bool.random(using: &random) {
                let counts = [0, 0, 0, 0, 1, 2, 7, 31, 63, 64, 127, 128, 200]
                let count = counts.randomElement(using: &random) ?? 0
                accelerators += Accelerator.physicalFunction(
                    domain: domain, bus: bus, virtualFunctions: accelerators.count > 300 ? 0 : count, policy: policy)
            }
        }
        return Inventory(accelerators: accelerators)
    }
}

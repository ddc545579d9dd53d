import TestSupport
import Testing

/// A machine of `Tests/Hosts`.
struct RecordedMachine: CustomTestStringConvertible {
    let name: String

    init(_ name: String) { self.name = name }

    var path: String { Repository.path("Tests/Hosts/\(name).umockdev") }
    var testDescription: String { name }

    static let arc = RecordedMachine("intel-arc-a770")
    static let flex = RecordedMachine("intel-flex-170-vfs")
    static let battlemage = RecordedMachine("intel-xe-vfs-vfio")
    static let instinct = RecordedMachine("amd-mi300x-cpx")
    static let ampere = RecordedMachine("nvidia-a100-mig")
    static let vgpu = RecordedMachine("nvidia-a2-vgpu")
    static let gaudi = RecordedMachine("gaudi2")
    static let passthrough = RecordedMachine("vfio-passthrough")
    static let broken = RecordedMachine("broken")

    static let all = [arc, flex, battlemage, instinct, ampere, vgpu, gaudi, passthrough, broken]
}

import Hardware
import Recording
import Survey
import Sysfs
import TestSupport
import Testing

/// A machine that others captured, unpacked or laid out for as long as the value lives.
///
/// The captures are not part of this repository: they keep their origins' licences.
final class Capture {
    static let folder = Repository.path("../shared/hosts/")
    static var areThere: Bool { Program("/bin/sh").run(["-c", "test -d \"$0\"", folder])?.status == 0 }

    let root: HostRoot
    private let unpacked: TemporaryDirectory?
    private let recorded: RecordedHost?

    private init(root: HostRoot, unpacked: TemporaryDirectory?, recorded: consuming RecordedHost?) {
        self.root = root
        self.unpacked = unpacked
        self.recorded = recorded
    }

    static func recording(_ name: String) throws -> Capture {
        let recorded = try RecordedHost(recording: folder + name)
        return Capture(root: recorded.root, unpacked: nil, recorded: recorded)
    }

    /// - Parameter directory: Where the archive has its machine.
    static func archive(_ name: String, directory: String = ".") throws -> Capture {
        let unpacked = try TemporaryDirectory()
        let outcome = try #require(Program("/bin/tar").run(["-xf", folder + name, "-C", unpacked.path]))
        try #require(outcome.status == 0, "\(outcome.output)")
        return Capture(
            root: try HostRoot(directory: "\(unpacked.path)/\(directory)"), unpacked: unpacked, recorded: nil)
    }

    func inventory(_ rules: SurveyRules = SurveyRules()) throws -> Inventory {
        try Survey(of: root, rules: rules).inventory()
    }

    func inventory(including classes: String...) throws -> Inventory {
        let include = CandidateRules(classes: classes.compactMap { ClassPattern($0) })
        return try inventory(SurveyRules(selection: CandidateSelection(include: include)))
    }

    /// The functions whose class file says display or processing accelerator, read without the product's parsers.
    func expectedCandidates() -> [PCIAddress] {
        let devices = "/sys/bus/pci/devices"
        let names = root.directory(devices)?.names() ?? []
        return names.filter { name in
            let text = root.text("\(devices)/\(name)/class") ?? ""
            return text.hasPrefix("0x03") || text.hasPrefix("0x12")
        }.compactMap { PCIAddress($0) }.sorted()
    }
}

import Hardware
import Recording
import Survey
import Sysfs
import TestSupport
import Testing

/// A machine that others captured, unpacked for as long as the value lives.
///
/// The captures are not part of this repository: they keep their origins' licences.
final class Capture {
    static let folder = Repository.path("../shared/hosts/")
    static var areThere: Bool { Program("/bin/sh").run(["-c", "test -d \"$0\"", folder])?.status == 0 }

    private enum Origin {
        case recording(String)
        case directory(String, of: TemporaryDirectory)
    }

    private let origin: Origin

    private init(_ origin: Origin) { self.origin = origin }

    static func recording(_ name: String) -> Capture { Capture(.recording(folder + name)) }

    // - Parameter directory: Where the archive has its machine.
    static func archive(_ name: String, directory: String = ".") throws -> Capture {
        let unpacked = try TemporaryDirectory()
        let outcome = try #require(Program("/bin/tar").run(["-xf", folder + name, "-C", unpacked.path]))
        try #require(outcome.status == 0, "\(outcome.output)")
        return Capture(.directory("\(unpacked.path)/\(directory)", of: unpacked))
    }

    private func withRoot<Result>(_ use: (HostRoot) throws -> Result) throws -> Result {
        switch origin {
        case .directory(let path, of: _): return try use(try HostRoot(directory: path))
        case .recording(let path):
            let recorded = try RecordedHost(recording: path)
            return try use(recorded.root)
        }
    }

    func inventory(_ rules: SurveyRules = SurveyRules()) throws -> Inventory {
        try withRoot { try Survey(of: $0, rules: rules).inventory() }
    }

    func inventory(including classes: String...) throws -> Inventory {
        let include = CandidateRules(classes: classes.compactMap { ClassPattern($0) })
        return try inventory(SurveyRules(selection: CandidateSelection(include: include)))
    }

    /// The functions whose class file says display or processing accelerator, read without the product's parsers.
    func expectedCandidates() throws -> [PCIAddress] {
        let devices = "/sys/bus/pci/devices"
        return try withRoot { root in
            guard let directory = root.directory(devices) else { return [] }
            return directory.names().filter { name in
                let text = root.text("\(devices)/\(name)/class") ?? ""
                return text.hasPrefix("0x03") || text.hasPrefix("0x12")
            }.compactMap { PCIAddress($0) }.sorted()
        }
    }
}

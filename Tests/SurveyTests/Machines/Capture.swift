import Hardware
import Recording
import Survey
import Sysfs
import TestSupport
import Testing

/// A machine of `Tests/Hosts/captured`.
struct Capture: CustomTestStringConvertible {
    let name: String

    var testDescription: String { name }

    static let a2 = Capture(name: "nvidia-a2-sixteen-vfs")
    static let t4 = Capture(name: "nvidia-t4")
    static let dgx = Capture(name: "nvidia-dgx-a100")
    static let lunarLake = Capture(name: "intel-lunar-lake")
    static let power8 = Capture(name: "nvidia-p100-power8")
    static let laptop = Capture(name: "laptop-with-unbound-gpu")
    static let apu = Capture(name: "amd-apu")
    static let withoutDRM = Capture(name: "intel-without-drm")
    static let cloud = Capture(name: "cloud-p100")
    static let wideDomain = Capture(name: "five-digit-domain")
    static let vectorEngines = Capture(name: "vector-engines")
    static let quickAssist = Capture(name: "intel-quickassist")
    static let server = Capture(name: "server-display")
    static let vega = Capture(name: "amd-vega-56")
    static let h200 = Capture(name: "nvidia-h200")

    static let all = [
        a2, t4, dgx, lunarLake, power8, laptop, apu, withoutDRM, cloud, wideDomain, vectorEngines, quickAssist, server,
        vega, h200,
    ]

    private func withRoot<Result>(_ use: (HostRoot) throws -> Result) throws -> Result {
        let recorded = try RecordedHost(recording: Repository.path("Tests/Hosts/captured/\(name).umockdev"))
        return try use(recorded.root)
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

import Hardware
import HostBuilding
import Survey
import Sysfs
import TestSupport

/// A built host, laid out in a directory of its own that goes with the value.
final class Machine {
    let files: TemporaryDirectory
    let root: HostRoot

    init(_ host: HostBuilder) throws {
        files = try TemporaryDirectory()
        try host.write(to: files.path)
        root = try HostRoot(directory: files.path)
    }

    func inventory(_ rules: SurveyRules = SurveyRules()) throws -> Inventory {
        try Survey(of: root, rules: rules).inventory()
    }

    static func inventory(_ host: HostBuilder, _ rules: SurveyRules = SurveyRules()) throws -> Inventory {
        try Machine(host).inventory(rules)
    }
}

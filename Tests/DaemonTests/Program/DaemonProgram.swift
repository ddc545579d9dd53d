import Glibc
import TestSupport

/// The apusd that was built with the tests; `APUSD_BINARY` in the environment names another one to test.
enum DaemonProgram {
    static var path: String { getenv("APUSD_BINARY").map { String(cString: $0) } ?? neighbour("apusd") }

    /// A program that the build puts beside `apus`.
    static func neighbour(_ name: String) -> String {
        ApusProgram.built.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/\(name)"
    }
}

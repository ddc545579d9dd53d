private import CLibFuzzer
private import Glibc
private import SystemPackage

/// `fuzz TARGET [libFuzzer's options and directories]`: looks for inputs that a parser cannot stand.
@main
enum Fuzz {
    static func main() {
        guard CommandLine.arguments.count > 1, let target = FuzzTarget(rawValue: CommandLine.arguments[1]) else {
            let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
            _ = try? FileDescriptor.standardError.writeAll("Name what to fuzz: \(names).\n".utf8)
            exit(64)
        }
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        // libFuzzer does not look at the first word but for starting itself again, which no option in use asks for;
        // the second one, the target, would be a directory to it.
        arguments?[1] = arguments?[0]
        arguments = arguments?.advanced(by: 1)
        count -= 1
        exit(LLVMFuzzerRunDriver(&count, &arguments, target.test))
    }
}

/// What can be fuzzed.
enum FuzzTarget: String, CaseIterable {
    case recording, configuration, cdi, sysfs, http, kubernetes

    /// libFuzzer takes a C function, which cannot capture the target.
    fileprivate var test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32 {
        switch self {
        case .recording: { RecordingProperties.check(Array(UnsafeBufferPointer(start: $0, count: $1))) }
        case .configuration: { ConfigurationProperties.check(Array(UnsafeBufferPointer(start: $0, count: $1))) }
        case .cdi: { SpecProperties.check(Array(UnsafeBufferPointer(start: $0, count: $1))) }
        case .sysfs: { SysfsProperties.check(Array(UnsafeBufferPointer(start: $0, count: $1))) }
        case .http: { AnswerProperties.checkHTTP(Array(UnsafeBufferPointer(start: $0, count: $1))) }
        case .kubernetes: { AnswerProperties.checkKubernetes(Array(UnsafeBufferPointer(start: $0, count: $1))) }
        }
    }
}

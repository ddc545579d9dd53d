import CDI
import Documents

enum SpecProperties {
    /// What is accepted, written as JSON or as YAML and read again is the same; what is refused says why.
    static func check(_ bytes: [UInt8]) -> Int32 {
        let reading = SpecReading(bytes)
        guard let spec = reading.spec else {
            require(!reading.findings.isEmpty, "a refusal has a reason")
            return 0
        }
        require(
            reading.findings.allSatisfy { $0.verdict == .tolerated },
            "an accepted spec has no fault that runtimes refuse")
        require(spec.version >= spec.minimumVersion, "a spec declares a version that carries its content")
        require(spec.names.count == spec.devices.count, "all devices of a spec have names that resolve")
        for text in [spec.fileText, spec.json.compactJSONText, spec.json.yamlText] {
            let again = SpecReading(text)
            require(again.spec == spec, "a spec can be read again, but: \(again.findings)\n\(text)")
        }
        return 0
    }
}

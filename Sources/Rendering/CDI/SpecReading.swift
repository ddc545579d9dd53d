package import Documents

/// What came of reading a spec file: the spec, or everything that is wrong with it.
package struct SpecReading: Hashable, Sendable {
    /// nil when there are findings: runtimes refuse a file as a whole.
    package let spec: Spec?
    /// By position.
    package let findings: [SpecFinding]

    /// Reads JSON or YAML as strictly as the reference library does, which refuses unknown and repeated keys.
    ///
    /// - Parameters:
    ///   - bytes: The file's content.
    ///   - newest: The newest version of CDI that the runtime in question knows.
    package init(_ bytes: [UInt8], newest: CDIVersion = .v110) {
        do {
            guard let root = try YAMLNode.parse(bytes) else {
                self.init(fault: "The file is empty; a spec needs cdiVersion, kind and devices.")
                return
            }
            self.init(root, newest: newest)
        } catch {
            self.init(fault: error.reason, at: error.position)
        }
    }

    package init(_ text: String, newest: CDIVersion = .v110) { self.init(Array(text.utf8), newest: newest) }

    package init(_ root: YAMLNode, newest: CDIVersion = .v110) {
        var reader = SpecReader(newest: newest)
        let spec = reader.spec(root)
        findings = reader.findings.sorted { $0.position < $1.position }
        self.spec = findings.isEmpty ? spec : nil
    }

    /// A file that could not even be read.
    package init(fault: String, at position: TextPosition = TextPosition(line: 1, column: 1)) {
        spec = nil
        findings = [SpecFinding(position: position, reason: fault)]
    }
}

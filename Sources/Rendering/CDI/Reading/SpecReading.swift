package import Documents

/// A fault of a spec file, and its place.
package struct SpecFinding: Hashable, Sendable, CustomStringConvertible {
    package let position: TextPosition
    /// A sentence.
    package let reason: String
    package let verdict: Verdict

    package enum Verdict: Hashable, Sendable {
        /// Runtimes refuse the file as a whole.
        case refused
        /// CDI does not provide for it, yet the library by which runtimes read specs takes it.
        case tolerated
        /// The file was not read, and runtimes may or may not take it.
        case unread
    }

    package init(position: TextPosition, reason: String, verdict: Verdict = .refused) {
        self.position = position
        self.reason = reason
        self.verdict = verdict
    }

    fileprivate init(_ oddity: YAMLError) {
        switch oddity {
        case .anchorOrAlias(let name, let position):
            self.init(
                position: position, reason: "CDI has no anchors and aliases (here \"\(name)\"); write the value out.",
                verdict: .tolerated)
        case .tag(let tag, let position):
            self.init(
                position: position, reason: "CDI has no tags (here \"\(tag)\"); leave it out.", verdict: .tolerated)
        case .slashEscape, .version: self.init(position: oddity.position, reason: oddity.reason)
        default:
            self.init(
                position: oddity.position,
                reason: "Something follows the first document, and runtimes read no further; remove it.",
                verdict: .tolerated)
        }
    }

    /// `12:5: The key …`; a file's name before it makes a line as compilers write them.
    package var description: String {
        "\(position): \(reason)" + (verdict == .tolerated ? " Runtimes read the file all the same." : "")
    }
}

/// What came of reading a spec file: the spec as container runtimes have it, and everything that is wrong with it.
package struct SpecReading: Hashable, Sendable {
    /// nil when runtimes refuse the file, which they do as a whole, and when it was not read.
    package let spec: CDISpec?
    /// By position.
    package let findings: [SpecFinding]

    /// Reads JSON or YAML as leniently as the reference library does, and judges it by the specification.
    ///
    /// - Parameters:
    ///   - bytes: The file's content.
    ///   - newest: The newest version of CDI that the runtime in question knows.
    package init(_ bytes: [UInt8], newest: CDIVersion = .v110) {
        do {
            let document = try YAMLDocument(foreign: bytes)
            guard let root = document.root else {
                self.init(fault: "The file is empty; a spec needs cdiVersion, kind and devices.")
                return
            }
            var reader = SpecReader(newest: newest)
            let spec = reader.spec(root)
            // What stands behind an anchor is read once for each alias.
            let findings = Set(document.oddities.map(SpecFinding.init) + reader.findings)
            self.init(
                spec: findings.contains { $0.verdict == .refused } ? nil : spec,
                findings: findings.sorted { ($0.position, $0.reason) < ($1.position, $1.reason) })
        } catch {
            self.init(fault: error.reason, at: error.position)
        }
    }

    package init(_ text: String, newest: CDIVersion = .v110) { self.init(Array(text.utf8), newest: newest) }

    /// A file that has no text to be judged.
    package init(
        fault: String, at position: TextPosition = TextPosition(line: 1, column: 1),
        verdict: SpecFinding.Verdict = .refused
    ) {
        self.init(spec: nil, findings: [SpecFinding(position: position, reason: fault, verdict: verdict)])
    }

    package var isUnread: Bool { findings.contains { $0.verdict == .unread } }

    private init(spec: CDISpec?, findings: [SpecFinding]) {
        self.spec = spec
        self.findings = findings
    }
}

/// A file of a spec directory, with what came of reading it.
package struct SpecFile: Hashable, Sendable {
    package let path: String
    package let reading: SpecReading

    package init(path: String, reading: SpecReading) {
        self.path = path
        self.reading = reading
    }

    /// Whether runtimes read a file of that name: hidden ones too, but no `.yml`.
    package static func isSpecName(_ name: String) -> Bool { suffixes.contains(where: name.hasSuffix) }

    /// What the names of files end with that runtimes read.
    package static let suffixes = [".json", ".yaml"]
}

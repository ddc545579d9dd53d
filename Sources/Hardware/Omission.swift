/// Something that was left out, and why: data, not a log line.
package struct Omission: Hashable, Sendable {
    /// Absent where what was left out has no valid address.
    package var address: PCIAddress?
    /// What was left out: `function`, `directory entry xyz`, …
    package var what: String
    /// A sentence without a final stop.
    package var why: String

    package init(address: PCIAddress? = nil, what: String, why: String) {
        self.address = address
        self.what = what
        self.why = why
    }
}

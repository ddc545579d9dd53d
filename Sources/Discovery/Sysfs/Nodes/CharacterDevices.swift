private import Hardware

/// The majors of `/proc/devices`, for nodes that user space makes and sysfs does not know.
package struct CharacterDevices: Hashable, Sendable {
    private let majors: [String: UInt32]

    package init(procDevices text: String) {
        var majors: [String: UInt32] = [:]
        for line in text.split(separator: "\n") {
            if line.hasPrefix("Block devices") { break }
            let words = line.split(separator: " ")
            guard words.count == 2, let major = UInt32(decimalDigits: words[0]) else { continue }
            majors[String(words[1])] = major
        }
        self.majors = majors
    }

    /// The major of the first of `names` that is registered.
    package func major(of names: String...) -> UInt32? {
        names.lazy.compactMap { majors[$0] }.first
    }
}

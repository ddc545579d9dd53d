/// The first half of a device's qualified name: `vendor/class`, as in `apus.dev/gpu`.
package struct Kind: Hashable, Sendable {
    package let vendor: String
    package let deviceClass: String

    /// What Apus writes unless it is told otherwise.
    package static let standard = Kind(vendor: "apus.dev", deviceClass: "gpu")

    private init(vendor: String, deviceClass: String) {
        self.vendor = vendor
        self.deviceClass = deviceClass
    }

    /// Reads `vendor/class`. Each half begins with a letter, ends with a letter or a digit and has letters, digits,
    /// `_`, `-` and `.` between.
    package init(_ text: String) throws(KindError) {
        guard let slash = text.firstIndex(of: "/") else { throw .noSlash(text) }
        self.init(vendor: String(text[..<slash]), deviceClass: String(text[text.index(after: slash)...]))
        if let fault = Self.fault(in: vendor) { throw .vendor(vendor, fault, kind: text) }
        if let fault = Self.fault(in: deviceClass) { throw .deviceClass(deviceClass, fault, kind: text) }
    }

    private static func fault(in half: String) -> KindError.Fault? {
        guard let first = half.utf8.first, let last = half.utf8.last else { return .empty }
        if !first.isASCIILetter { return .beginning }
        // The reference library's versions up to 1.1.0 panic on a single character.
        if half.utf8.count == 1 { return .singleCharacter }
        let isOrdinary = half.utf8.allSatisfy { $0.isASCIIAlphanumeric || "_-.".utf8.contains($0) }
        return !isOrdinary ? .character : !last.isASCIIAlphanumeric ? .end : nil
    }
}

extension Kind: CustomStringConvertible, Comparable {
    package var description: String { "\(vendor)/\(deviceClass)" }

    package static func < (left: Kind, right: Kind) -> Bool { left.description < right.description }
}

/// The first half of a device's qualified name: `vendor/class`, as in `apus.dev/gpu`.
package struct CDIKind: Hashable, Sendable {
    package let vendor: String
    package let deviceClass: String

    /// What Apus writes unless it is told otherwise.
    package static let standard = CDIKind(vendor: "apus.dev", deviceClass: "gpu")

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

extension CDIKind: CustomStringConvertible, Comparable {
    package var description: String { "\(vendor)/\(deviceClass)" }

    package static func < (left: CDIKind, right: CDIKind) -> Bool { left.description < right.description }
}

/// Why a text is not a CDI kind.
package enum KindError: Error, Hashable, Sendable {
    case noSlash(String)
    case vendor(String, Fault, kind: String)
    case deviceClass(String, Fault, kind: String)

    package enum Fault: Hashable, Sendable {
        case empty, beginning, end, character, singleCharacter
    }
}

extension KindError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noSlash(let kind): "The kind \"\(kind)\" has no slash; write it as vendor/class, such as apus.dev/gpu."
        case .vendor(let vendor, let fault, let kind): Self.sentence("vendor", vendor, fault, kind)
        case .deviceClass(let deviceClass, let fault, let kind): Self.sentence("class", deviceClass, fault, kind)
        }
    }

    private static func sentence(_ half: String, _ text: String, _ fault: Fault, _ kind: String) -> String {
        switch fault {
        case .empty: "The kind \"\(kind)\" has an empty \(half); write it as vendor/class, such as apus.dev/gpu."
        case .beginning: "The \(half) \"\(text)\" of the kind \"\(kind)\" must begin with a letter."
        case .end: "The \(half) \"\(text)\" of the kind \"\(kind)\" must end with a letter or a digit."
        case .character:
            "The \(half) \"\(text)\" of the kind \"\(kind)\" may hold only letters, digits, \"_\", \"-\" and \".\"."
        case .singleCharacter:
            "The \(half) \"\(text)\" of the kind \"\(kind)\" is a single character, which crashes container runtimes; "
                + "make it longer."
        }
    }
}

/// The character classes of CDI names, which are ASCII only.
extension UInt8 {
    var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    var isASCIILetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }

    var isASCIIAlphanumeric: Bool { isASCIIDigit || isASCIILetter }
}

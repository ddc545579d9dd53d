/// How a container asks for a device: `apus.dev/gpu=0000:03:00.0`.
package struct QualifiedName: Hashable, Sendable {
    package let kind: Kind
    package let device: String

    package init(kind: Kind, device: String) throws(QualifiedNameError) {
        guard Self.isDeviceName(device) else { throw .device(device) }
        self.kind = kind
        self.device = device
    }

    package init(_ text: String) throws(QualifiedNameError) {
        guard let sign = text.firstIndex(of: "=") else { throw .noSign(text) }
        let kind: Kind
        do {
            kind = try Kind(String(text[..<sign]))
        } catch {
            throw .kind(error)
        }
        try self.init(kind: kind, device: String(text[text.index(after: sign)...]))
    }

    /// Letters and digits, and between them also `_`, `-`, `.` and `:`.
    package static func isDeviceName(_ name: String) -> Bool {
        guard let first = name.utf8.first, let last = name.utf8.last else { return false }
        return first.isASCIIAlphanumeric && last.isASCIIAlphanumeric
            && name.utf8.allSatisfy { $0.isASCIIAlphanumeric || "_-.:".utf8.contains($0) }
    }
}

extension QualifiedName: CustomStringConvertible, Comparable {
    package var description: String { "\(kind)=\(device)" }

    package static func < (left: QualifiedName, right: QualifiedName) -> Bool {
        (left.kind, left.device) < (right.kind, right.device)
    }
}

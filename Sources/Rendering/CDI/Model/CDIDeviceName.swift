/// How a container asks for a device: `apus.dev/gpu=0000:03:00.0`.
package struct CDIDeviceName: Hashable, Sendable {
    package let kind: CDIKind
    package let device: String

    package init(kind: CDIKind, device: String) throws(CDIDeviceNameError) {
        guard Self.isDeviceName(device) else { throw .device(device) }
        self.kind = kind
        self.device = device
    }

    package init(_ text: String) throws(CDIDeviceNameError) {
        guard let sign = text.firstIndex(of: "=") else { throw .noSign(text) }
        let kind: CDIKind
        do {
            kind = try CDIKind(String(text[..<sign]))
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

extension CDIDeviceName: CustomStringConvertible, Comparable {
    package var description: String { "\(kind)=\(device)" }

    package static func < (left: CDIDeviceName, right: CDIDeviceName) -> Bool {
        (left.kind, left.device) < (right.kind, right.device)
    }
}

/// Why a text is not the qualified name of a CDI device.
package enum CDIDeviceNameError: Error, Hashable, Sendable {
    case noSign(String)
    case kind(KindError)
    case device(String)
}

extension CDIDeviceNameError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noSign(let text):
            "\"\(text)\" has no \"=\"; write the device as vendor/class=name, such as apus.dev/gpu=0."
        case .kind(let error): error.description
        case .device(let name):
            "The device name \"\(name)\" must begin and end with a letter or a digit and may hold only letters, digits, "
                + "\"_\", \"-\", \".\" and \":\"."
        }
    }
}

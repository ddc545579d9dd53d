/// Why a text is not the qualified name of a CDI device.
package enum QualifiedNameError: Error, Hashable, Sendable {
    case noSign(String)
    case kind(KindError)
    case device(String)
}

extension QualifiedNameError: CustomStringConvertible {
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

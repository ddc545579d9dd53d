package import Documents
package import Hardware

/// What the author of a claim or of a device class can ask of a device, in the `opaque.parameters` of a configuration:
///
///     apiVersion: apus.dev/v1
///     kind: DeviceConfig
///     attachment: native
///     environment: {OMP_NUM_THREADS: "8"}
///     driverRoles: [compute, utility, video]
///
/// Every option may be left out.
package struct DeviceConfig: Hashable, Sendable {
    /// For devices that are attached so alone.
    package var attachment: Attachment?
    package var environment: [String: String]?
    package var access: Access?
    package var driverRoles: Set<DriverFiles.Role>?

    /// What a container may do with the device's nodes.
    package enum Access: String, CaseIterable, Sendable {
        case readWrite = "rw"
        /// And make nodes of its own for them.
        case readWriteMake = "rwm"
    }

    package init() {}

    /// Reads what a user wrote; whatever is not understood is an error, since a mistyped option would do nothing.
    package init(_ parameters: JSONValue) throws(DeviceConfigError) {
        guard case .object(let members) = parameters else { throw .noObject }
        let kind = (parameters["apiVersion"]?.text ?? "", parameters["kind"]?.text ?? "")
        guard kind == (Self.apiVersion, Self.kind) else { throw .otherKind(apiVersion: kind.0, kind: kind.1) }
        for member in members {
            switch member.name {
            case "apiVersion", "kind": break
            case "attachment": attachment = try Self.word(member)
            case "access": access = try Self.word(member)
            case "environment": environment = try Self.environment(member.value)
            case "driverRoles": driverRoles = try Self.roles(member)
            default: throw .unknownField(member.name)
            }
        }
    }

    package static let apiVersion = "apus.dev/v1"
    package static let kind = "DeviceConfig"

    private static func word<Word: RawRepresentable & CaseIterable>(
        _ member: JSONValue.Member
    ) throws(DeviceConfigError) -> Word where Word.RawValue == String {
        guard let word = member.value.text.flatMap(Word.init(rawValue:)) else {
            throw .notOneOf(member.name, allowed: Word.allCases.map(\.rawValue))
        }
        return word
    }

    private static func roles(_ member: JSONValue.Member) throws(DeviceConfigError) -> Set<DriverFiles.Role> {
        guard case .array(let elements) = member.value else { throw .noList(member.name) }
        var roles: Set<DriverFiles.Role> = []
        for (index, element) in elements.enumerated() {
            roles.insert(try word(JSONValue.Member("\(member.name)[\(index)]", element)))
        }
        return roles
    }

    private static func environment(_ value: JSONValue) throws(DeviceConfigError) -> [String: String] {
        guard case .object(let members) = value else { throw .noVariables }
        var environment: [String: String] = [:]
        for member in members {
            guard isVariable(member.name) else { throw .invalidVariable(member.name) }
            guard !member.name.hasPrefix("APUS_") else { throw .ownVariable(member.name) }
            guard let text = member.value.text, !text.utf8.contains(0) else { throw .noText(member.name) }
            environment[member.name] = text
        }
        return environment
    }

    private static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first else { return false }
        return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
            && name.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") }
    }
}

extension DeviceConfig {
    /// The options that only an administrator may ask for, as messages call them.
    ///
    /// Who may make pods may make claims, so a claim must give its author nothing that a pod does not. Making device
    /// nodes is kept from containers on purpose: a node of one's own escapes the owner and mode that the host's has. And
    /// the edits of a CDI spec win over the variables of a container: a claim that several pods share would decide what
    /// libraries the others load (`LD_…`, `GCONV_PATH`), which programs they find (`PATH`), and what else NVIDIA's hooks
    /// inject into them (`NVIDIA_…`).
    var privileged: [String] {
        let variables = (environment ?? [:]).keys.filter { name in
            name.hasPrefix("LD_") || name.hasPrefix("NVIDIA_") || name == "PATH" || name == "GCONV_PATH"
        }
        return (access == .readWriteMake ? ["access: rwm"] : []) + variables.sorted().map { "the variable \($0)" }
    }
}

/// Why the parameters of a configuration are none of ours: half a sentence, to be put behind the place.
package enum DeviceConfigError: Error, Hashable, Sendable {
    case noObject
    case otherKind(apiVersion: String, kind: String)
    case unknownField(String)
    case notOneOf(String, allowed: [String])
    case noList(String)
    case noVariables
    case invalidVariable(String)
    case ownVariable(String)
    case noText(String)
}

extension DeviceConfigError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noObject: "its parameters are no object"
        case .otherKind(let apiVersion, let kind):
            "its parameters are \"\(kind)\" of \"\(apiVersion)\", and only \(DeviceConfig.kind) of "
                + "\(DeviceConfig.apiVersion) is known"
        case .unknownField(let field):
            "\"\(field)\" is unknown; there are attachment, environment, access and driverRoles"
        case .notOneOf(let field, let allowed): "\(field) must be one of \(allowed.joined(separator: ", "))"
        case .noList(let field): "\(field) must be a list"
        case .noVariables: "environment must be an object of names and values"
        case .invalidVariable(let name):
            "\"\(name)\" is no variable's name, which has letters, digits and \"_\" and begins with no digit"
        case .ownVariable(let name): "the variable \(name) is Apus's own, as all that begin with APUS_"
        case .noText(let name): "the value of the variable \(name) must be a text; put it in quotes"
        }
    }
}

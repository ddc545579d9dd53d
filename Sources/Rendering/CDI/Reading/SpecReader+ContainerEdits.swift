import Documents

extension SpecReader {
    mutating func edits(_ node: YAMLNode) -> ContainerEdits {
        let members = members(
            of: node, "containerEdits",
            keys: ["env", "deviceNodes", "netDevices", "mounts", "hooks", "intelRdt", "additionalGids"])
        return ContainerEdits(
            env: env(members["env"]),
            deviceNodes: list(members["deviceNodes"], "deviceNodes").compactMap { deviceNode($0) },
            netDevices: netDevices(members["netDevices"]),
            mounts: list(members["mounts"], "mounts").compactMap { mount($0) },
            hooks: list(members["hooks"], "hooks").compactMap { hook($0) },
            intelRdt: members["intelRdt"].map { intelRdt($0) },
            additionalGids: list(members["additionalGids"], "additionalGids").compactMap {
                integer($0, "an entry of additionalGids", as: UInt32.self)
            })
    }

    private mutating func env(_ node: YAMLNode?) -> [String] {
        for element in node?.sequence ?? [] {
            guard let text = Self.text(of: element) else { continue }
            if text.firstIndex(of: "=") == nil || text.hasPrefix("=") {
                report(element, "The entry \"\(text)\" of env must have the form NAME=value.")
            }
        }
        return strings(node, "env")
    }

    private mutating func deviceNode(_ node: YAMLNode) -> ContainerEdits.DeviceNode? {
        let what = "a device node"
        let members = members(
            of: node, what,
            keys: ["path", "hostPath", "type", "major", "minor", "fileMode", "permissions", "uid", "gid"])
        guard node.mapping != nil else { return nil }
        let path = required("path", of: members, in: node, what)
        let permissions = string(members["permissions"], "permissions")
        if let permissions, let place = members["permissions"], !permissions.utf8.allSatisfy("rwm".utf8.contains) {
            report(
                place, "permissions are \"\(permissions)\"; they must be a mix of r, w and m.",
                // The reference library knows the word, no release of the specification does.
                permissions == "none" ? .tolerated : .refused)
        }
        return ContainerEdits.DeviceNode(
            path: path ?? "", hostPath: string(members["hostPath"], "hostPath"),
            type: word(members["type"], "the type of a device node", as: ContainerEdits.DeviceNode.NodeType.self),
            major: integer(members["major"], "major", as: Int64.self),
            minor: integer(members["minor"], "minor", as: Int64.self),
            fileMode: integer(members["fileMode"], "fileMode", as: UInt32.self), permissions: permissions,
            uid: integer(members["uid"], "uid", as: UInt32.self), gid: integer(members["gid"], "gid", as: UInt32.self))
    }

    private mutating func netDevices(_ node: YAMLNode?) -> [ContainerEdits.NetDevice] {
        var hostNames: Set<String> = []
        var names: Set<String> = []
        return list(node, "netDevices").compactMap { node in
            let what = "a network device"
            let members = members(of: node, what, keys: ["hostInterfaceName", "name"])
            guard node.mapping != nil else { return nil }
            let hostName = required("hostInterfaceName", of: members, in: node, what)
            let name = required("name", of: members, in: node, what)
            if let hostName, !hostNames.insert(hostName).inserted {
                report(node, "The host's interface \"\(hostName)\" is moved twice.")
            }
            if let name, !names.insert(name).inserted { report(node, "Two network devices are named \"\(name)\".") }
            return ContainerEdits.NetDevice(hostInterfaceName: hostName ?? "", name: name ?? "")
        }
    }

    private mutating func mount(_ node: YAMLNode) -> ContainerEdits.Mount? {
        let what = "a mount"
        let members = members(of: node, what, keys: ["hostPath", "containerPath", "type", "options"])
        guard node.mapping != nil else { return nil }
        return ContainerEdits.Mount(
            hostPath: required("hostPath", of: members, in: node, what) ?? "",
            containerPath: required("containerPath", of: members, in: node, what) ?? "",
            type: string(members["type"], "the type of a mount"), options: strings(members["options"], "options"))
    }

    private mutating func hook(_ node: YAMLNode) -> ContainerEdits.Hook? {
        let what = "a hook"
        let members = members(of: node, what, keys: ["hookName", "path", "args", "env", "timeout"])
        guard node.mapping != nil else { return nil }
        let name = required("hookName", of: members, in: node, what)
        let point = name.flatMap { _ in
            word(members["hookName"], "hookName", as: ContainerEdits.Hook.Point.self)
        }
        let timeout = integer(members["timeout"], "timeout", as: Int64.self)
        if let timeout, timeout <= 0, let place = members["timeout"] {
            report(place, "timeout is \(timeout); it must be at least one second, or be left out.", .tolerated)
        }
        return ContainerEdits.Hook(
            point: point ?? .createRuntime, path: required("path", of: members, in: node, what) ?? "",
            args: strings(members["args"], "args"), env: env(members["env"]), timeout: timeout)
    }

    private mutating func intelRdt(_ node: YAMLNode) -> ContainerEdits.IntelRdt {
        let members = members(
            of: node, "intelRdt", keys: ["closID", "l3CacheSchema", "memBwSchema", "schemata", "enableMonitoring"])
        let closID = string(members["closID"], "closID")
        if let closID, let place = members["closID"], !Self.isClosID(closID) {
            report(
                place, "closID must be a file name of less than 4096 bytes, since it becomes a directory of resctrl.")
        }
        return ContainerEdits.IntelRdt(
            closID: closID, l3CacheSchema: string(members["l3CacheSchema"], "l3CacheSchema"),
            memBwSchema: string(members["memBwSchema"], "memBwSchema"),
            schemata: members["schemata"].map { strings($0, "schemata") },
            enableMonitoring: boolean(members["enableMonitoring"], "enableMonitoring") ?? false)
    }

    /// `/` alone names resctrl's own root.
    private static func isClosID(_ id: String) -> Bool {
        id == "/" || (id != "." && id != ".." && id.utf8.count < 4096 && !id.utf8.contains { $0 == 0x2f || $0 == 0x0a })
    }
}

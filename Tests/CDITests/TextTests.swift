import CDI
import Documents
import TestSupport
import Testing

@Suite("The text of a CDI spec") struct TextTests {
    @Test func `has no null, nothing empty and no key that its content does not need`() throws {
        let spec = CDISpec(
            kind: try CDIKind("vendor.com/class"),
            devices: [.init(name: "gpu0", edits: ContainerEdits(deviceNodes: [.init(path: "/dev/a")]))])
        let text =
            #"{"cdiVersion":"0.3.0","kind":"vendor.com/class","devices":[{"name":"gpu0","containerEdits":"#
            + #"{"deviceNodes":[{"path":"/dev/a"}]}}]}"#
        #expect(spec.json.compactJSONText == text)
    }

    @Test func `has every part of the format in the specification's order, file modes in decimal`() throws {
        let everything = ContainerEdits(
            env: ["A=b", "PATH=/bin:/usr/bin"],
            deviceNodes: [
                .init(
                    path: "/dev/a", hostPath: "/dev/b", type: .block, major: 1, minor: 0, fileMode: 0o660,
                    permissions: "rwm", uid: 0, gid: .max)
            ],
            netDevices: [.init(hostInterfaceName: "eth1", name: "net0")],
            mounts: [.init(hostPath: "/a", containerPath: "/b", type: "none", options: ["ro", "bind"])],
            hooks: [.init(point: .createContainer, path: "/bin/x", args: ["x", ""], env: ["A=b"], timeout: 5)],
            intelRdt: .init(
                closID: "a", l3CacheSchema: "L3:0=f", memBwSchema: "MB:0=70", schemata: ["L2:0=f"],
                enableMonitoring: true), additionalGids: [44, 109])
        let spec = CDISpec(
            kind: try CDIKind("vendor.com/class"), annotations: ["z": "last", "a.b/c": "first"],
            devices: [.init(name: "gpu0", annotations: ["d": "e"], edits: everything)], edits: everything)
        expectGolden(spec.fileText, "cdi/everything.json")
        #expect(SpecReading(spec.fileText).spec == spec)
    }
}

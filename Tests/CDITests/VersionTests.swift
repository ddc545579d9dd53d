import CDI
import Testing

@Suite("The version of a spec") struct VersionTests {
    typealias Edits = ContainerEdits

    @Test func `is 0.3.0 without any later feature`() throws {
        let spec = CDISpec(
            kind: try CDIKind("vendor.com/class"),
            devices: [
                .init(
                    name: "gpu0",
                    edits: Edits(
                        env: ["A=b"],
                        deviceNodes: [.init(path: "/dev/a", type: .character, major: 1, minor: 0, uid: 1)],
                        mounts: [.init(hostPath: "/a", containerPath: "/a")],
                        hooks: [.init(point: .poststop, path: "/bin/true")]))
            ])
        #expect(spec.version.description == "0.3.0")
    }

    @Test(arguments: [
        ("0.4.0", Edits(mounts: [.init(hostPath: "/a", containerPath: "/a", type: "tmpfs")])),
        ("0.5.0", Edits(deviceNodes: [.init(path: "/dev/a", hostPath: "/dev/b")])),
        ("0.7.0", Edits(intelRdt: .init())), ("0.7.0", Edits(additionalGids: [7])),
        ("1.1.0", Edits(netDevices: [.init(hostInterfaceName: "eth1", name: "net0")])),
        ("1.1.0", Edits(intelRdt: .init(schemata: ["L3:0=f"]))),
        ("1.1.0", Edits(intelRdt: .init(enableMonitoring: true))),
    ])
    func `is the lowest that its edits need, in a device or for all of them`(version: String, edits: Edits) throws {
        let kind = try CDIKind("vendor.com/class")
        #expect(CDISpec(kind: kind, devices: [.init(name: "a", edits: edits)]).version.description == version)
        let plain = CDISpec.Device(name: "a", edits: Edits(env: ["A=b"]))
        #expect(CDISpec(kind: kind, devices: [plain], edits: edits).version.description == version)
    }

    @Test(arguments: [
        ("vendor.com/class", "0a", "0.5.0"), ("vendor.com/a.b", "a", "0.6.0"), ("vendor.com/class", "a", "0.3.0"),
    ])
    func `is the lowest that its names need`(kind: String, name: String, version: String) throws {
        let spec = CDISpec(kind: try CDIKind(kind), devices: [.init(name: name, edits: Edits(env: ["A=b"]))])
        #expect(spec.version.description == version)
    }

    @Test func `is 0.6.0 with annotations, of the spec or of a device`() throws {
        let kind = try CDIKind("vendor.com/class")
        let edits = Edits(env: ["A=b"])
        let ofSpec = CDISpec(kind: kind, annotations: ["a": "b"], devices: [.init(name: "a", edits: edits)])
        let ofDevice = CDISpec(kind: kind, devices: [.init(name: "a", annotations: ["a": "b"], edits: edits)])
        #expect(ofSpec.version == .v060)
        #expect(ofDevice.version == .v060)
    }

    @Test(arguments: ["0.1.0", "0.2.0", "0.3.0", "0.4.0", "0.5.0", "0.6.0", "0.7.0", "0.8.0", "1.0.0", "1.1.0"])
    func `is one of those released, with or without a v`(text: String) {
        #expect(CDIVersion(text)?.description == text)
        #expect(CDIVersion("v" + text) == CDIVersion(text))
    }

    @Test(arguments: ["", "v", "0.5", "0.5.1", "0.9.0", "1.2.0", "vv0.5.0", "0.05.0", " 0.5.0", "1"])
    func `is nothing else`(text: String) {
        #expect(CDIVersion(text) == nil)
    }
}

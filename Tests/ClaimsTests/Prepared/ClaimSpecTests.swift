import CDI
import Documents
import Hardware
import SystemPackage
import Testing

@testable import Claims

@Suite("The spec of a claim") struct ClaimSpecTests {
    private func spec(
        _ chosen: [Chosen], _ configuration: [JSONValue] = [], in inventory: Inventory = .machine(),
        podClaimName: String? = nil
    ) throws -> CDISpec {
        let resource = try ResourceClaim(
            document(chosen, configuration: configuration, podClaimName: podClaimName), driver: "gpu.apus.dev")
        let claim = try #require(
            try PreparedClaim(preparing: reference(), as: resource, on: .machine(), beside: []))
        return try #require(claim.content(in: SurveyedDevices(inventory), metadata: "/state/metadata")).spec
    }

    private func env(_ spec: CDISpec, _ index: Int = 0) -> [String] { spec.devices[index].edits.env }

    @Test func `is one that runtimes read, with the ids of the answer`() throws {
        let spec = try spec([.gpu(0, for: "a"), .gpu(1, for: "b"), .gpu(2, for: "c"), .gpu(3, for: "d")])
        let reading = SpecReading(Array(spec.fileText.utf8))
        #expect(reading.spec == spec)
        let answer = try #require(
            try decide([.gpu(0, for: "a"), .gpu(1, for: "b"), .gpu(2, for: "c"), .gpu(3, for: "d")])?.answer)
        #expect(spec.names.map(\.description) == answer.flatMap(\.cdiDeviceIDs))
    }

    @Test func `declares version 0.5.0 for a UID that begins with a digit`() throws {
        #expect(try spec([.gpu(0)]).version == .v050)
    }

    @Test func `gives the nodes of the device, to read and write`() throws {
        let nodes = try spec([.gpu(0)]).devices[0].edits.deviceNodes
        #expect(nodes.map(\.path) == ["/dev/dri/card0", "/dev/dri/renderD128"])
        #expect(nodes.map(\.permissions) == ["rw", "rw"])
    }

    @Test func `gives the access that the class asks for`() throws {
        let spec = try spec([.gpu(0)], [configuration(from: "FromClass", for: ["main"], .init("access", "rwm"))])
        #expect(spec.devices[0].edits.deviceNodes.map(\.permissions) == ["rwm", "rwm"])
    }

    @Test func `follows a device whose nodes have other numbers by now`() throws {
        let renumbered = Inventory.machine {
            $0[0].nodes = [DeviceNode(path: "/dev/dri/card7", kind: .card)]
        }
        let spec = try spec([.gpu(0)], in: renumbered)
        #expect(spec.devices[0].edits.deviceNodes.map(\.path) == ["/dev/dri/card7"])
    }

    @Test func `is none where a device is not offered now`() throws {
        let claim = try #require(try decide([.gpu(0, for: "a"), .gpu(1, for: "b")]))
        let gone = Inventory.machine { $0.removeFirst() }
        #expect(claim.content(in: SurveyedDevices(gone), metadata: "/m") == nil)
    }

    @Test func `tells a program its devices, by request and as a whole`() throws {
        #expect(
            try env(spec([.gpu(0), .gpu(1)])) == [
                "APUS_DEVICES=0000-03-00-0-0x56a0,0000-04-00-0-0x56a0",
                "APUS_PCI_ADDRESSES=0000:03:00.0,0000:04:00.0",
                "APUS_DEVICES_MAIN=0000-03-00-0-0x56a0,0000-04-00-0-0x56a0",
                "APUS_PCI_ADDRESSES_MAIN=0000:03:00.0,0000:04:00.0",
            ])
    }

    @Test func `tells nothing of the whole where a container may be given a part`() throws {
        let spec = try spec([.gpu(0, for: "big-one"), .gpu(1, for: "small")])
        #expect(
            env(spec) == ["APUS_DEVICES_BIG_ONE=0000-03-00-0-0x56a0", "APUS_PCI_ADDRESSES_BIG_ONE=0000:03:00.0"])
        #expect(env(spec, 1) == ["APUS_DEVICES_SMALL=0000-04-00-0-0x56a0", "APUS_PCI_ADDRESSES_SMALL=0000:04:00.0"])
    }

    @Test func `sets the variables that were asked for, for those devices alone`() throws {
        let spec = try spec(
            [.gpu(0, for: "a"), .gpu(1, for: "b")],
            [configuration(for: ["a"], .init("environment", ["B": "=2", "A": "1"]))])
        #expect(env(spec).prefix(2) == ["A=1", "B==2"])
        #expect(env(spec, 1).allSatisfy { $0.hasPrefix("APUS_") })
    }

    @Test func `brings the driver's files for the roles that were asked for`() throws {
        let paths = { (spec: CDISpec) in
            Set((spec.edits.mounts + spec.devices[0].edits.mounts).map(\.hostPath).filter { $0.hasPrefix("/lib/") })
        }
        #expect(try paths(spec([.gpu(2)])) == ["/lib/libcuda.so.580.1"])
        #expect(
            try paths(spec([.gpu(2)], [configuration(.init("driverRoles", ["graphics"]))]))
                == ["/lib/libGLX.so.580.1"])
        #expect(try paths(spec([.gpu(0)])).isEmpty)
    }

    @Test func `keeps the driver's files from devices of others in the same claim`() throws {
        let spec = try spec([.gpu(0, for: "a"), .gpu(2, for: "b")])
        #expect(spec.edits.isEmpty)
        #expect(!spec.devices[0].edits.mounts.contains { $0.hostPath.hasPrefix("/lib/") })
        #expect(spec.devices[1].edits.mounts.contains { $0.hostPath.hasPrefix("/lib/") })
    }

    @Test func `mounts what a request's containers can read of it`() throws {
        let named = try #require(try spec([.gpu(0)]).devices[0].edits.mounts.last)
        #expect(named.hostPath == "/state/metadata/1f0c2d34-0001_main.json")
        let base = "/var/run/kubernetes.io/dra-device-attributes"
        #expect(named.containerPath == "\(base)/resourceclaims/gpu/main/gpu.apus.dev-metadata.json")
        #expect(named.options.contains("ro"))
        let made = try #require(
            try spec([.gpu(0, for: "main/small")], podClaimName: "accelerator").devices[0].edits.mounts.last)
        #expect(
            made.containerPath
                == "\(base)/resourceclaimtemplates/accelerator/main/gpu.apus.dev-metadata.json")
    }

    @Test func `has one device for a device that two requests were given`() throws {
        let admin = JSONValue.Member("adminAccess", true)
        let spec = try spec([.gpu(0, for: "a", admin), .gpu(0, for: "b", admin)])
        #expect(spec.devices.count == 1)
        #expect(env(spec).contains("APUS_DEVICES_A=0000-03-00-0-0x56a0"))
        #expect(env(spec).contains("APUS_DEVICES_B=0000-03-00-0-0x56a0"))
        #expect(spec.devices[0].edits.mounts.count == 2)
    }

    private func gaudis(_ modules: [UInt?]) -> Inventory {
        Inventory.machine { accelerators in
            for (index, module) in modules.enumerated() {
                accelerators[index].function.driver = "habanalabs"
                accelerators[index].module = module
                accelerators[index].nodes = [DeviceNode(path: "/dev/accel/accel\(index + 4)", kind: .accel)]
            }
        }
    }

    @Test func `tells Gaudi's libraries what a request has`() throws {
        let spec = try spec([.gpu(0), .gpu(1), .gpu(2, for: "other")], in: gaudis([3, 5]))
        let variables = ["HABANA_VISIBLE_DEVICES=4,5", "HABANA_VISIBLE_MODULES=3,5"]
        #expect(env(spec).starts(with: variables))
        #expect(env(spec, 1).starts(with: variables))
        #expect(!env(spec, 2).contains { $0.hasPrefix("HABANA") })
    }

    @Test func `tells them nothing of which it is not sure`() throws {
        #expect(
            try env(spec([.gpu(0), .gpu(1)], in: gaudis([3, nil]))).filter { $0.hasPrefix("HABANA") }
                == ["HABANA_VISIBLE_DEVICES=4,5"])
        let parts = try spec([.gpu(0, for: "a"), .gpu(1, for: "b")], in: gaudis([3, 5]))
        #expect(parts.devices.allSatisfy { !$0.edits.env.contains { $0.hasPrefix("HABANA") } })
    }
}

@Suite("What a container can read of its devices") struct DeviceMetadataTests {
    @Test func `is the same object in each version, newest first, one a line`() throws {
        let claim = try #require(try decide([.gpu(0, for: "main/small"), .gpu(1, for: "main/small")]))
        let lines = DeviceMetadata.text(of: claim, "main").split(separator: "\n").map(String.init)
        let objects = try lines.map { try JSONValue.reading(json: Array($0.utf8)) }
        #expect(
            objects.map { $0["apiVersion"]?.text } == [
                "metadata.resource.k8s.io/v1beta1", "metadata.resource.k8s.io/v1alpha1",
            ])
        let object = try #require(objects.first)
        #expect(object["kind"] == "DeviceMetadata")
        #expect(
            object["metadata"]
                == ["name": "gpu", "namespace": "team", "uid": "1f0c2d34-0001", "generation": 1])
        let request = try #require(object["requests"]?.elements.first)
        #expect(object["requests"]?.elements.count == 1)
        #expect(request["name"] == "main/small")
        #expect(request["devices"]?.elements.map { $0["name"] } == ["0000-03-00-0-0x56a0", "0000-04-00-0-0x56a0"])
        let device = try #require(request["devices"]?.elements.first)
        #expect(device["driver"] == "gpu.apus.dev")
        #expect(device["pool"] == "node1")
        #expect(device["attributes"]?["resource.kubernetes.io/pciBusID"] == ["string": "0000:03:00.0"])
        #expect(object["podClaimName"] == nil)
    }

    @Test func `tells of the devices of its request alone`() throws {
        let claim = try #require(try decide([.gpu(0, for: "a"), .gpu(1, for: "b")]))
        #expect(DeviceMetadata.text(of: claim, "a").contains("0000-03-00-0"))
        #expect(!DeviceMetadata.text(of: claim, "a").contains("0000-04-00-0"))
    }
}

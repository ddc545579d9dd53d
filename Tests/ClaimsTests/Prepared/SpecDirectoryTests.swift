import CDI
import CDIDirectory
import Documents
import Files
import Glibc
import Hardware
import SystemPackage
import TestSupport
import Testing

@testable import Claims

@Suite("A claim's spec in a directory that runtimes read", .timeLimit(.minutes(1))) struct SpecDirectoryTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        place.cluster.put(document([.gpu(0)]))
    }

    @Test func `is neither removed by what keeps the machine's spec there nor in conflict with it`() async throws {
        _ = try await place.start().prepare(reference())
        let directory = CDIDirectory(place.settings.cdiDirectory)
        var publisher = SpecPublisher(
            directory: directory, kind: .standard,
            state: try StateDirectory.open(FilePath("\(place.temporary.path)/state")), readBy: [directory])
        let spec = CDISpec(inventory: .machine(), kind: .standard)
        _ = try publisher.publish(spec)
        #expect(publisher.conflicts(with: spec) == [])
        #expect(publisher.tidy() == SpecPublisher.Tidying())
        #expect(place.specs == ["apus.dev-gpu.json", "gpu.apus.dev-claim_1f0c2d34-0001.json"])
        _ = publisher.removeAll()
        #expect(place.specs == ["gpu.apus.dev-claim_1f0c2d34-0001.json"])
    }

    @Test func `resolves by the ids of the answer, beside the machine's own`() async throws {
        let answer = try await place.start().prepare(reference())
        let directory = CDIDirectory(place.settings.cdiDirectory)
        try directory.write(try #require(CDISpec(inventory: .machine(), kind: .standard)))
        let index = SpecIndex(directories: [try directory.files()])
        #expect(index.conflicts == [])
        #expect(index.refused == [])
        let names = Set(index.devices.map(\.name.description))
        #expect(names.isSuperset(of: answer.flatMap(\.cdiDeviceIDs)))
    }
}

@Suite("podman", .timeLimit(.minutes(2)), .enabled(if: Podman.isThere)) struct PodmanTests {
    private let place: Workplace
    private let podman: Podman

    init() throws {
        place = try Workplace()
        podman = try Podman(place)
    }

    /// Every machine has these nodes, so they stand for those of a GPU.
    private var inventory: Inventory {
        .machine {
            $0[0].nodes = [DeviceNode(path: "/dev/dri/renderD128", hostPath: "/dev/null", kind: .render)]
            $0[1].nodes = [DeviceNode(path: "/dev/dri/renderD129", hostPath: "/dev/zero", kind: .render)]
        }
    }

    @Test func `gives a container what the ids of the answer stand for, and nothing of other requests`() async throws {
        place.cluster.put(
            document(
                [.gpu(0, for: "a"), .gpu(1, for: "b")],
                configuration: [configuration(for: ["a"], .init("environment", ["ASKED": "yes"]))]))
        let answer = try await place.start(inventory).prepare(reference())
        let output = try await podman.run(answer.filter { $0.requests == ["a"] }.flatMap(\.cdiDeviceIDs))
        #expect(output.contains("/dev/dri/renderD128"))
        #expect(!output.contains("/dev/dri/renderD129"))
        #expect(output.contains("ASKED=yes"))
        #expect(output.contains("APUS_PCI_ADDRESSES_A=0000:03:00.0"))
        #expect(output.contains("\"kind\":\"DeviceMetadata\""))
        let both = try await podman.run(answer.flatMap(\.cdiDeviceIDs))
        #expect(both.contains("/dev/dri/renderD128"))
        #expect(both.contains("/dev/dri/renderD129"))
    }
}

/// Runs containers whose specs are in a test's directory.
private struct Podman {
    static let isThere =
        geteuid() == 0 && ["podman", "unshare"].allSatisfy { Program("/usr/bin/\($0)").isExecutable }

    private let place: Workplace

    init(_ place: Workplace) throws { self.place = place }

    /// What a container that has the devices finds; the test is cancelled where not even one without any can be run.
    func run(_ devices: [String]) async throws -> String {
        let plain = try await attempt("true")
        guard plain.status == 0 else { try Test.cancel("podman cannot run here: \(plain.output)") }
        let outcome = try await attempt(
            "ls /dev/dri/*; env; cat /var/run/kubernetes.io/dra-device-attributes/resourceclaims/*/*/*", devices)
        #expect(outcome.status == 0, "\(outcome.output)")
        return outcome.output
    }

    private func attempt(_ command: String, _ devices: [String] = []) async throws -> Program.Outcome {
        let directory = place.temporary.path
        let script = """
            set -e
            # Of the two kinds of control groups at once, podman's runtime wants one.
            umount -R /sys/fs/cgroup || :
            mount -t cgroup2 none /sys/fs/cgroup
            root=\(directory)/root
            mkdir -p $root/dev $root/proc $root/sys $root/tmp $root/etc $root/usr $root/var $root/run /run/cdi
            for name in bin lib lib64; do ln -sfn usr/$name $root/$name; done
            mount --bind /usr $root/usr
            mount --bind \(directory)/cdi /run/cdi
            podman --root \(directory)/podman --runroot \(directory)/run --storage-driver vfs \
                --cgroup-manager cgroupfs run --rm --network=none --log-driver=none --cgroups=disabled \
                --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 \
                \(devices.map { "--device \($0)" }.joined(separator: " ")) --rootfs $root sh -c '\(command)'
            """
        return try #require(await Program("/usr/bin/unshare").run(["-m", "sh", "-c", script]))
    }
}

import CDI
import Claims
import Delivery
import Documents
import Hardware
import KubernetesAPI
import ResourceSlices
import SystemPackage
import TestSupport
import Testing

/// A node of the cluster with one GPU.
struct Node {
    let preparer: ClaimPreparer
    let directory: TemporaryDirectory
    var inventory: Inventory
    private let sink: KubernetesSink
    private let renderer: SliceRenderer

    init(of cluster: Cluster) async throws {
        let settings = KubernetesSinkSettings(kubeconfig: cluster.kubeconfig, startSpread: .zero)
        let name = try NodeName("node1")
        directory = try TemporaryDirectory()
        inventory = try .oneGPU
        sink = KubernetesSink(settings: settings, environment: [:], version: "test", report: { _ in })
        renderer = try SliceRenderer(driver: .standard, nodeName: name, dialect: SliceDialect())
        let places = ClaimPlaces(FilePath("\(directory.path)/claims"))
        preparer = try await ClaimPreparer.open(
            ClaimPreparer.Settings(
                driver: .standard, cdiDirectory: FilePath("\(directory.path)/cdi"), driverRoles: [],
                nodeName: { _ in name }),
            at: ClaimPreparer.Place(places, disk: ClaimDisk(places), bootID: "boot"),
            source: Claims(
                reader: ClaimReader(settings: settings, environment: [:], version: "test", report: { _ in })),
            observe: { _ in })
    }

    /// One survey, and what follows from it.
    func publish() async throws {
        preparer.surveyed(inventory)
        let held = preparer.held(beyond: inventory, driver: renderer.driver)
        let slices = renderer.render(inventory, held: held).slices
        try await sink.publish(
            SlicePublication(
                inventory: inventory, held: held, renderer: renderer, pool: PoolSnapshot(slices, generation: 1)))
    }

    func spec(of claim: ClaimReference) -> CDISpec? {
        directory.text(of: "cdi/gpu.apus.dev-claim_\(claim.uid).json").flatMap { SpecReading(Array($0.utf8)).spec }
    }

    private struct Claims: ClaimSource {
        let reader: ClaimReader

        func document(of claim: ClaimReference) async throws(ClaimSourceError) -> JSONValue {
            do throws(ClaimReadingError) {
                return try await reader.claim(namespace: claim.namespace, name: claim.name)
            } catch {
                switch error {
                case .missing: throw .missing
                case .withheld(let sentence): throw .withheld(sentence)
                case .failed(let sentence): throw .unreadable(sentence)
                }
            }
        }
    }
}

extension Inventory {
    fileprivate static var oneGPU: Inventory {
        get throws {
            let address = try #require(PCIAddress("0000:03:00.0"))
            let pciClass = try #require(PCIClass(code: 0x030000))
            var function = PCIFunction(
                address: address, vendorID: PCIID(0x8086), deviceID: PCIID(0x56a0), pciClass: pciClass)
            function.driver = "xe"
            return Inventory(
                host: HostIdentity(name: "node1"),
                accelerators: [
                    Accelerator(
                        function: function, nodes: [DeviceNode(path: "/dev/dri/renderD128", kind: .render)],
                        readiness: .ready, attachment: .native, offer: .offered)
                ])
        }
    }
}

import Documents
import Hardware
import ResourceSlices
import Testing

/// A document below `Tests/Golden/slices`, in the folder of the release that it is for.
struct GoldenSlices: CustomTestStringConvertible {
    let host: String
    let inventory: Inventory
    let server: Server
    let policy: PhysicalFunctionPolicy

    var path: String { "slices/1.\(server.minor)/\(host).\(server.apiVersion).\(isYAML ? "yaml" : "json")" }
    var testDescription: String { path }

    func text() throws -> String {
        let pool = PoolSnapshot(try server.renderer(policy).render(inventory).slices, generation: 1)
        return isYAML
            ? JSONValue.yamlText(documents: pool.documents(server.apiVersion)) : pool.list(server.apiVersion).jsonText
    }

    private var isYAML: Bool { policy == .counters }

    static let all = cards + empty + counters

    private static let cards = [
        (APIVersion.v1alpha3, 31), (.v1beta1, 32), (.v1beta2, 33), (.v1, 34), (.v1, 36), (.v1, 37),
    ].map {
        GoldenSlices(
            host: "arc-a770", inventory: Inventory(accelerators: [.arcA770]),
            server: Server(apiVersion: $0.0, minor: $0.1), policy: .hide)
    }

    private static let empty = [(APIVersion.v1alpha3, 31), (.v1beta1, 32), (.v1beta2, 33), (.v1, 36)].map {
        GoldenSlices(
            host: "no-accelerator", inventory: Inventory(), server: Server(apiVersion: $0.0, minor: $0.1), policy: .hide
        )
    }

    private static let counters = [
        (APIVersion.v1alpha3, 33), (.v1beta1, 34), (.v1beta2, 35), (.v1, 34), (.v1, 36), (.v1, 37),
    ].map {
        GoldenSlices(
            host: "two-virtual-functions",
            inventory: Inventory(
                accelerators: Accelerator.physicalFunction(bus: 3, virtualFunctions: 2, policy: .counters)),
            server: Server(apiVersion: $0.0, minor: $0.1), policy: .counters)
    }
}

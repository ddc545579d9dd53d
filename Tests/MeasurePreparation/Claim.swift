import Documents
import FakeAPIServer
import Measurement

/// A claim that a pod of this node may use.
struct Claim: Sendable {
    let name: String

    var uid: String { "0000-\(name)" }
}

extension TestCluster {
    /// Gives each of so many claims a device of its own, as soon as enough of them are announced.
    func allocate(_ count: Int) async throws -> [Claim] {
        var devices: [JSONValue] = []
        for _ in 0..<300 where devices.count < count {
            try await Task.sleep(for: .milliseconds(100))
            devices = with { $0.objects }.values.flatMap { $0["spec"]?["devices"]?.elements ?? [] }
        }
        guard devices.count >= count else { throw MeasureError("Waiting for \(count) devices") }
        let claims = (0..<count).map { Claim(name: "claim-\($0)") }
        for (claim, device) in zip(claims, devices) {
            let result: JSONValue = [
                "request": "gpu", "driver": "gpu.apus.dev", "pool": "node1", "device": device["name"] ?? .null,
            ]
            let object: JSONValue = [
                "kind": "ResourceClaim",
                "metadata": ["name": .string(claim.name), "namespace": "team", "uid": .string(claim.uid)],
                "status": [
                    "allocation": ["devices": ["results": [result]]],
                    "reservedFor": [["resource": "pods", "name": "pod", "uid": "pod-uid"]],
                ],
            ]
            change { $0.claims["team/\(claim.name)"] = object }
        }
        return claims
    }
}

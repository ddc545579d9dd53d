internal import Documents
private import ResourceSlices

/// What a container can read about the devices of a request, in the file that KEP-5304 has defined for it.
enum DeviceMetadata {
    /// Newest first: a reader takes the first that it knows.
    private static let versions = ["v1beta1", "v1alpha1"]

    private static let directory = "/var/run/kubernetes.io/dra-device-attributes"

    /// Where the container finds it: by the pod's name for the claim, where the claim's own is a random one.
    static func containerPath(of claim: PreparedClaim, _ request: String) -> String {
        let place = claim.podClaimName.map { "resourceclaimtemplates/\($0)" } ?? "resourceclaims/\(claim.claim.name)"
        return "\(directory)/\(place)/\(request)/\(claim.driver)-metadata.json"
    }

    /// On the host, in a directory of such files.
    static func fileName(of claim: PreparedClaim, _ request: String) -> String { "\(claim.claim.uid)_\(request).json" }

    /// The same object once for each version, one a line. What it says of a device stays as long as the claim is
    /// prepared, so there is no second generation.
    static func text(of claim: PreparedClaim, _ request: String) -> String {
        let content = content(claim, request).members
        return versions.map { version in
            let apiVersion = JSONValue.Member("apiVersion", .string("metadata.resource.k8s.io/\(version)"))
            return JSONValue.object([apiVersion] + content).compactJSONText + "\n"
        }.joined()
    }

    /// What is the same for all versions.
    private static func content(_ claim: PreparedClaim, _ request: String) -> JSONValue {
        var requests: [(name: String, devices: [JSONValue])] = []
        for device in claim.devices(of: request) {
            let allocated = device.allocated
            if requests.last?.name != allocated.request { requests.append((allocated.request, [])) }
            requests[requests.count - 1].devices.append([
                "driver": .string(claim.driver.description), "pool": .string(allocated.pool),
                "name": .string(allocated.device), "attributes": device.attributes.json,
            ])
        }
        return .object(known: [
            "kind": "DeviceMetadata",
            "metadata": [
                "name": .string(claim.claim.name), "namespace": .string(claim.claim.namespace),
                "uid": .string(claim.claim.uid), "generation": 1,
            ],
            "podClaimName": claim.podClaimName.map(JSONValue.string),
            "requests": .array(requests.map { ["name": .string($0.name), "devices": .array($0.devices)] }),
        ])
    }
}

extension NamedValues<AttributeValue> {
    var json: JSONValue { .object(map { JSONValue.Member($0.key.description, $0.value.json) }) }
}

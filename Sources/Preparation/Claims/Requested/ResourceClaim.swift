package import Documents

/// A claim as the API server has it, as far as it concerns one driver. The API's versions differ in what is asked for,
/// and not in what is read here: v1, v1beta2 and v1beta1 are the same to it.
package struct ResourceClaim: Hashable, Sendable {
    package let uid: String
    /// What its pod calls a claim that was made from a template: the claim's own name is a random one.
    package let podClaimName: String?
    /// Absent until devices are allocated.
    package let allocation: Allocation?
    /// Whether pods are entered that may use it.
    package let isReserved: Bool

    /// What the scheduler has chosen of one driver's devices.
    package struct Allocation: Hashable, Sendable {
        package let devices: [AllocatedDevice]
        /// In order of rising precedence.
        package let configuration: [ConfigurationEntry]
    }

    /// What is allocated for the claim that was asked for, if pods may use it.
    func allocation(for claim: ClaimReference) throws(PreparationError) -> Allocation {
        guard uid == claim.uid else { throw .replaced(claim, by: uid) }
        guard let allocation else { throw .unallocated(claim) }
        guard isReserved else { throw .unreserved(claim) }
        return allocation
    }

    /// Reads a claim; what is allocated of other drivers, and is for them, is left out.
    package init(_ document: JSONValue, driver: String) throws(ClaimFault) {
        let claim = APIField(document)
        uid = try claim["metadata"]["uid"].text()
        let podClaimName = claim["metadata"]["annotations"]["resource.kubernetes.io/pod-claim-name"]
        self.podClaimName = try podClaimName.textIfThere()
        // It becomes a part of a path.
        guard self.podClaimName?.utf8.contains(UInt8(ascii: "/")) != true else {
            throw ClaimFault("\(podClaimName.path) is no name")
        }
        isReserved = try !claim["status"]["reservedFor"].elements().isEmpty
        let allocation = claim["status"]["allocation"]
        guard allocation.value != nil else {
            self.allocation = nil
            return
        }
        var devices: [AllocatedDevice] = []
        for result in try allocation["devices"]["results"].elements() where try result["driver"].text() == driver {
            devices.append(try AllocatedDevice(result))
        }
        var configuration: [ConfigurationEntry] = []
        for entry in try allocation["devices"]["config"].elements() {
            // There may be other kinds of configuration one day; those without a driver are not for us.
            guard entry["opaque"]["driver"].value?.text == driver else { continue }
            configuration.append(try ConfigurationEntry(entry))
        }
        self.allocation = Allocation(devices: devices, configuration: configuration)
    }
}

/// A device that was allocated for a request, an entry of `status.allocation.devices.results`.
package struct AllocatedDevice: Hashable, Sendable {
    /// `main`, or `main/small` where the request has alternatives.
    package let request: String
    package let pool: String
    package let device: String
    /// For somebody who looks after the device while others use it.
    package let isAdministrative: Bool
    package let shareID: String?

    init(_ result: APIField) throws(ClaimFault) {
        request = try result["request"].text()
        pool = try result["pool"].text()
        device = try result["device"].text()
        isAdministrative = try result["adminAccess"].flag()
        shareID = try result["shareID"].textIfThere()
        // It becomes part of the names of files and of variables.
        guard Self.isReference(request) else { throw ClaimFault("\(result["request"].path) names no request") }
        guard shareID.map(ClaimReference.isUID) ?? true else {
            throw ClaimFault("\(result["shareID"].path) is no UID")
        }
    }

    /// The request without the alternative that was chosen. Containers refer to it by this name.
    package var baseRequest: String { Self.baseRequest(of: request) }

    static func baseRequest(of request: String) -> String { String(request.prefix { $0 != "/" }) }

    private static func isReference(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count <= 2
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }
            }
    }
}

/// Settings for a driver's devices, an entry of `status.allocation.devices.config`.
package struct ConfigurationEntry: Hashable, Sendable {
    package let source: Source
    /// The requests that it is for; all where there is none.
    package let requests: [String]
    /// As their author wrote them.
    package let parameters: JSONValue

    /// Who wrote it. Device classes are in an administrator's hands, and claims in those of anybody who runs pods.
    package enum Source: String, Sendable {
        case deviceClass = "FromClass"
        case claim = "FromClaim"
    }

    fileprivate init(_ entry: APIField) throws(ClaimFault) {
        guard let source = Source(rawValue: try entry["source"].text()) else {
            throw ClaimFault("\(entry["source"].path) is neither FromClass nor FromClaim")
        }
        self.source = source
        var requests: [String] = []
        for request in try entry["requests"].elements() { requests.append(try request.text()) }
        self.requests = requests
        parameters = entry["opaque"]["parameters"].value ?? .null
    }

    /// Whether it is for a device that was allocated for the request.
    func isFor(_ device: AllocatedDevice) -> Bool { requests.isEmpty || names(device) }

    /// Whether it names the device's request, rather than being for all.
    func names(_ device: AllocatedDevice) -> Bool {
        requests.contains(device.request) || requests.contains(device.baseRequest)
    }
}

extension UInt8 {
    var isASCIIAlphanumeric: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }
}

package import Documents
private import Hardware
private import ResourceSlices
private import SystemPackage

/// A claim as the journal keeps it.
extension PreparedClaim {
    /// Raised when an older program would misread what is written.
    static let format: Int64 = 1

    package var json: JSONValue {
        .object(known: [
            "format": .integer(Self.format),
            "namespace": .string(claim.namespace), "name": .string(claim.name), "uid": .string(claim.uid),
            "podClaimName": podClaimName.map(JSONValue.string),
            "driver": .string(driver.description), "cdiDirectory": .string(cdiDirectory.string),
            "bootID": .string(bootID), "state": .string(state.rawValue),
            "devices": .array(devices.map(\.json)),
        ])
    }

    /// Reads what `json` gives; nil for anything else.
    package init?(json: JSONValue) {
        guard json["format"]?.number == Self.format, let namespace = json["namespace"]?.text,
            let name = json["name"]?.text, let uid = json["uid"]?.text,
            let driver = json["driver"]?.text.flatMap({ try? DriverName($0) }),
            let cdiDirectory = json["cdiDirectory"]?.text, let bootID = json["bootID"]?.text,
            let state = json["state"]?.text.flatMap(State.init(rawValue:))
        else { return nil }
        let elements = json["devices"]?.elements ?? []
        let devices = elements.compactMap(Device.init(json:))
        guard !devices.isEmpty, devices.count == elements.count else { return nil }
        self.init(
            claim: ClaimReference(namespace: namespace, name: name, uid: uid),
            podClaimName: json["podClaimName"]?.text, driver: driver, cdiDirectory: FilePath(cdiDirectory),
            bootID: bootID, state: state, devices: devices)
    }
}

extension PreparedClaim.Device {
    fileprivate var json: JSONValue {
        .object(known: [
            "request": .string(allocated.request), "pool": .string(allocated.pool),
            "device": .string(allocated.device), "adminAccess": allocated.isAdministrative ? true : nil,
            "shareID": allocated.shareID.map(JSONValue.string), "address": .string(address.description),
            "access": .string(settings.access.rawValue),
            "environment": .object(
                settings.environment.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }),
            "driverRoles": .array(settings.driverRoles.map(\.rawValue).sorted().map(JSONValue.string)),
            "attributes": attributes.json,
            "capacity": .object(capacity.map { JSONValue.Member($0.key.description, $0.value.json) }),
        ])
    }

    fileprivate init?(json: JSONValue) {
        guard let allocated = try? AllocatedDevice(APIField(json)),
            let address = json["address"]?.text.flatMap({ PCIAddress($0) }),
            let settings = DeviceSettings(json: json), let attributes = json["attributes"]
        else { return nil }
        var known = NamedValues<AttributeValue>()
        for member in attributes.members {
            guard let name = AttributeName(member.name), let value = AttributeValue(json: member.value) else {
                return nil
            }
            known[name] = value
        }
        // Earlier versions did not keep it.
        var capacity = NamedValues<Quantity>()
        for member in json["capacity"]?.members ?? [] {
            guard let name = AttributeName(member.name), let quantity = Quantity(json: member.value) else { return nil }
            capacity[name] = quantity
        }
        self.init(
            allocated: allocated, address: address, settings: settings, attributes: known, capacity: capacity)
    }
}

extension DeviceSettings {
    fileprivate init?(json: JSONValue) {
        guard let access = json["access"]?.text.flatMap(DeviceConfig.Access.init(rawValue:)),
            let variables = json["environment"], let roles = json["driverRoles"]
        else { return nil }
        self.init()
        self.access = access
        for member in variables.members {
            guard let value = member.value.text else { return nil }
            environment[member.name] = value
        }
        for element in roles.elements {
            guard let role = element.text.flatMap(DriverFiles.Role.init(rawValue:)) else { return nil }
            driverRoles.insert(role)
        }
    }
}

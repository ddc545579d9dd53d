package import Documents
internal import ResourceSlices

extension TestCluster.State {
    mutating func answer(_ request: ServerRequest, send: @escaping @Sendable (String?) -> Void) -> ServerAnswer {
        guard let user = user(of: request) else { return .status(401, "Unauthorized", "Unauthorized") }
        lastUser = user
        lastUserAgent = request.userAgent ?? ""
        guard refusalsLeft == 0 else {
            refusalsLeft -= 1
            return .status(403, "Forbidden", "forbidden: User \"\(user)\" cannot do this on a node.")
        }
        switch (request.path.first ?? "", request.path.count) {
        case ("version", 1):
            return .document(
                200, ["major": "1", "minor": .string("\(minor)+"), "gitVersion": .string("v1.\(minor).2-test")])
        case ("api", 4) where request.path[2] == "nodes": return node(request.path[3], for: user)
        case ("apis", 2...) where request.path[1] == "resource.k8s.io": return group(request, user, send)
        default: return .status(404, "NotFound", "the server could not find the requested resource")
        }
    }

    private func user(of request: ServerRequest) -> String? {
        // Only the group makes a kubelet of somebody with a node's name.
        if let certificate = request.certificate {
            guard !revoked.contains(certificate) else { return nil }
            let isNode = certificate.user.hasPrefix("system:node:")
            return isNode && !certificate.groups.contains("system:nodes") ? nil : certificate.user
        }
        return request.authorization.flatMap { $0.hasPrefix("Bearer ") ? users[String($0.dropFirst(7))] : nil }
    }

    /// The node whose kubelet a user is.
    private func kubelet(_ user: String) -> String? {
        user.hasPrefix("system:node:") ? String(user.dropFirst("system:node:".count)) : nil
    }

    private func node(_ name: String, for user: String) -> ServerAnswer {
        guard kubelet(user) == nil || kubelet(user) == name else { return forbidden("nodes \"\(name)\"", user) }
        guard let uid = nodes[name] else { return .status(404, "NotFound", "nodes \"\(name)\" not found") }
        return .document(
            200,
            [
                "kind": "Node", "apiVersion": "v1",
                "metadata": ["name": .string(name), "uid": .string(uid), "annotations": ["odd": "\u{7f}\u{feff}"]],
            ])
    }

    private func forbidden(_ what: String, _ user: String) -> ServerAnswer {
        .status(
            403, "Forbidden",
            """
            \(what) is forbidden: User "\(user)" cannot do this at the cluster scope: no relationship found between node \
            and this object
            """)
    }

    private mutating func group(
        _ request: ServerRequest, _ user: String, _ send: @escaping @Sendable (String?) -> Void
    ) -> ServerAnswer {
        guard request.path.count > 2 else {
            let list = (versions.map(\.rawValue) + ["v1alpha3"]).map { JSONValue.string($0) }
            return .document(
                200, ["kind": "APIGroup", "versions": .array(list.map { ["version": $0] })])
        }
        let version = APIVersion(rawValue: request.path[2])
        let isServed = version.map(versions.contains) ?? false
        guard request.path.count > 3 else {
            // The version v1alpha3 outlives its ResourceSlices.
            guard isServed || version == .v1alpha3 else { return .status(404, "NotFound", "not found") }
            let verbs: JSONValue = ["create", "delete", "get", "list", "update", "watch"]
            let resource: JSONValue = ["name": isServed ? "resourceslices" : "devicetaintrules", "verbs": verbs]
            return .document(200, ["kind": "APIResourceList", "resources": [resource]])
        }
        if let version, isServed, request.path.count == 7, request.path[3] == "namespaces",
            request.path[5] == "resourceclaims", request.method == "GET"
        {
            return claim("\(request.path[4])/\(request.path[6])", version, user)
        }
        guard let version, isServed, request.path[3] == "resourceslices" else {
            return .status(404, "NotFound", "the server could not find the requested resource")
        }
        let form = VersionForm(version: version, minor: minor)
        let name = request.path.count > 4 ? request.path[4] : nil
        switch (request.method, name) {
        case ("GET", nil): return collection(request, form, user, send)
        case ("POST", nil): return create(request, form, user)
        case ("PUT", let name?): return replace(name, request, form, user)
        case ("DELETE", let name?): return delete(name, request, form, user)
        default: return .status(405, "MethodNotAllowed", "not supported")
        }
    }

    // MARK: Reading

    private func claim(_ name: String, _ version: APIVersion, _ user: String) -> ServerAnswer {
        if let node = kubelet(user), claimsByNode[node]?.contains(name) != true {
            return forbidden("resourceclaims.resource.k8s.io", user)
        }
        guard let claim = claims[name] else {
            return .status(404, "NotFound", "resourceclaims.resource.k8s.io \"\(name)\" not found")
        }
        return .document(200, claim.setting("apiVersion", .string(version.groupVersion)))
    }

    private mutating func collection(
        _ request: ServerRequest, _ form: VersionForm, _ user: String, _ send: @escaping @Sendable (String?) -> Void
    ) -> ServerAnswer {
        guard let selector = SliceSelector(request.query["fieldSelector"] ?? "") else {
            return .status(400, "BadRequest", "field label not supported")
        }
        if let node = kubelet(user), selector.nodeName != node {
            return forbidden("resourceslices.resource.k8s.io", user)
        }
        guard !request.isWatch else { return watch(request, form, selector, send) }
        let names = selector.nodeName.map { Array(namesByNode[$0] ?? []) } ?? Array(objects.keys)
        let all = names.sorted().compactMap { objects[$0] }.filter(selector.matches)
        let start = request.query["continue"].flatMap { Int($0) } ?? 0
        let limit = min(request.query["limit"].flatMap { Int($0) } ?? .max, pageSize)
        let page = all.dropFirst(start).prefix(limit)
        let isLast = start + page.count >= all.count
        return .document(
            200,
            [
                "kind": "ResourceSliceList", "apiVersion": .string(form.version.groupVersion),
                "metadata": .object(known: [
                    "resourceVersion": .string(String(version)),
                    "continue": isLast ? nil : .string(String(start + page.count)),
                ]),
                "items": .array(page.map(form.written)),
            ])
    }

    private mutating func watch(
        _ request: ServerRequest, _ form: VersionForm, _ selector: SliceSelector,
        _ send: @escaping @Sendable (String?) -> Void
    ) -> ServerAnswer {
        let start = request.query["resourceVersion"].flatMap { Int($0) } ?? 0
        guard start >= horizon else { return .status(410, "Expired", "too old resource version") }
        let id = nextWatcher
        nextWatcher += 1
        watchers[id] = TestCluster.Watcher(form: form, selector: selector, send: send)
        let missed = events.filter { $0.version > start && selector.matches($0.object) }
        return .watch(id: id, missed.map { Self.line($0.type, $0.object, form) })
    }

    private static func line(_ type: String, _ object: JSONValue, _ form: VersionForm) -> String {
        (["type": .string(type), "object": form.written(object)] as JSONValue).compactJSONText + "\n"
    }

    private mutating func tell(_ type: String, _ object: JSONValue) {
        events.append((version, type, object))
        if events.count > 500 { horizon = events.removeFirst().version }
        let node = object["spec"]?["nodeName"]?.text ?? ""
        for watcher in watchers.watching(node) where watcher.selector.matches(object) {
            watcher.send(Self.line(type, object, watcher.form))
        }
    }

    // MARK: Writing

    private mutating func create(_ request: ServerRequest, _ form: VersionForm, _ user: String) -> ServerAnswer {
        guard var object = take(request, form) else { return .status(400, "BadRequest", "no JSON") }
        if let refusal = refusal(of: object, user) { return refusal }
        object = dropGated(object, keeping: nil)
        let faults = SliceRules.violations(in: object, replacing: nil, minor: minor)
        guard faults.isEmpty else { return invalid(faults) }
        let metadata = object["metadata"] ?? [:]
        var name = metadata["name"]?.text ?? ""
        if name.isEmpty, let base = metadata["generateName"]?.text {
            guard base.utf8.count <= 253 else { return invalid(["metadata.generateName"]) }
            created += 1
            name = String(base.prefix(58)) + String(10000 + created)
        }
        guard !name.isEmpty, name.utf8.count <= 253 else { return invalid(["metadata.name"]) }
        guard objects[name] == nil else {
            return .status(409, "AlreadyExists", "resourceslices.resource.k8s.io \"\(name)\" already exists")
        }
        let named = object.setting("metadata", metadata.setting("name", .string(name)))
        if request.query["dryRun"] == "All" { return .document(201, form.written(named)) }
        countWrite()
        if isAuthorizerLate { unheardOf.insert(name) }
        return .document(201, form.written(store(name, named)))
    }

    private mutating func replace(
        _ name: String, _ request: ServerRequest, _ form: VersionForm, _ user: String
    ) -> ServerAnswer {
        guard var object = take(request, form) else { return .status(400, "BadRequest", "no JSON") }
        guard let old = objects[name] else { return notFound(name) }
        if let refusal = refusal(of: old, user) ?? refusal(of: object, user) { return refusal }
        let metadata = object["metadata"] ?? [:]
        guard metadata["name"]?.text == name else { return .status(400, "BadRequest", "the name differs") }
        for field in ["resourceVersion", "uid"] {
            guard let sent = metadata[field]?.text, sent != old["metadata"]?[field]?.text else { continue }
            return .status(409, "Conflict", "the object has been modified")
        }
        object = dropGated(object, keeping: old)
        let faults = SliceRules.violations(in: object, replacing: old, minor: minor)
        guard faults.isEmpty else { return invalid(faults) }
        countWrite()
        return .document(200, form.written(store(name, object)))
    }

    private mutating func delete(
        _ name: String, _ request: ServerRequest, _ form: VersionForm, _ user: String
    ) -> ServerAnswer {
        guard let old = objects[name] else { return notFound(name) }
        if let refusal = refusal(of: old, user) { return refusal }
        let conditions = (try? JSONValue.reading(json: request.body))?["preconditions"] ?? [:]
        for field in ["resourceVersion", "uid"] {
            guard let sent = conditions[field]?.text, sent != old["metadata"]?[field]?.text else { continue }
            return .status(409, "Conflict", "the precondition does not hold")
        }
        countWrite()
        remove(name)
        return .document(200, form.written(old))
    }

    private mutating func countWrite() {
        writes += 1
        lastWrite = .now
    }

    private mutating func take(_ request: ServerRequest, _ form: VersionForm) -> JSONValue? {
        guard let document = try? JSONValue.reading(json: request.body) else { return nil }
        if document["apiVersion"]?.text != form.version.groupVersion { unknownFields.append("apiVersion") }
        if sent.count < 400 { sent.append(document) }
        return form.read(document, unknown: &unknownFields)
    }

    /// Kubelets may write the slices of their own node only.
    private func refusal(of object: JSONValue, _ user: String) -> ServerAnswer? {
        guard let node = kubelet(user) else { return nil }
        let isUnheardOf =
            object["metadata"]?["uid"] != nil && unheardOf.contains(object["metadata"]?["name"]?.text ?? "")
        return isUnheardOf || object["spec"]?["nodeName"]?.text != node
            ? forbidden("resourceslices.resource.k8s.io", user) : nil
    }

    private func notFound(_ name: String) -> ServerAnswer {
        .status(404, "NotFound", "resourceslices.resource.k8s.io \"\(name)\" not found")
    }

    private func invalid(_ fields: [String]) -> ServerAnswer {
        .status(422, "Invalid", "ResourceSlice is invalid: \(fields.joined(separator: ", "))", fields: fields)
    }

    /// What is switched off is dropped without a word, unless the stored object uses it already.
    private func dropGated(_ object: JSONValue, keeping old: JSONValue?) -> JSONValue {
        let before = old?["spec"] ?? [:]
        let off = ServerGate.allCases.filter { gate in
            !gate.minors.contains(minor) || (!gates.contains(gate) && !gate.isUsed(in: before))
        }
        return object.setting("spec", off.reduce(object["spec"] ?? [:]) { $1.removing(from: $0) })
    }

    @discardableResult
    package mutating func store(_ name: String, _ object: JSONValue) -> JSONValue {
        version += 1
        let old = objects[name]
        let uid = old?["metadata"]?["uid"]?.text ?? "uid-\(version)"
        let metadata = (object["metadata"] ?? [:]).setting("name", .string(name)).setting("uid", .string(uid))
            .setting("resourceVersion", .string(String(version)))
            .setting("managedFields", [["manager": "apusd", "fieldsV1": ["f:spec": [:]]]])
        let stored = object.setting("metadata", metadata)
        objects[name] = stored
        namesByNode[stored["spec"]?["nodeName"]?.text ?? "", default: []].insert(name)
        tell(old == nil ? "ADDED" : "MODIFIED", stored)
        return stored
    }

    package mutating func remove(_ name: String) {
        guard let old = objects.removeValue(forKey: name) else { return }
        namesByNode[old["spec"]?["nodeName"]?.text ?? ""]?.remove(name)
        version += 1
        let metadata = (old["metadata"] ?? [:]).setting("resourceVersion", .string(String(version)))
        tell("DELETED", old.setting("metadata", metadata))
    }
}

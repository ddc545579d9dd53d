import Documents
import TestSupport
import Testing

@Suite("The manifests")
struct ManifestTests {
    /// The documents of one file.
    private static func documents(_ name: String) throws -> [YAMLNode] {
        let path = Repository.path("kubernetes/\(name)")
        let content = text(of: path)
        let lineText = try #require(content, "\(path)")
        var documents: [YAMLNode] = []
        var lines: [Substring] = []
        let end: [Substring] = ["---"]
        for line in lineText.split(separator: "\n", omittingEmptySubsequences: false) + end {
            guard line == "---" else {
                lines.append(line)
                continue
            }
            if let document = try YAMLNode.parse(lines.joined(separator: "\n")) { documents.append(document) }
            lines = []
        }
        return documents
    }

    /// An expression that fails on any device of the cluster stops the scheduling of a whole pod.
    @Test func `ask for the driver before attributes, and for no attribute that may be missing`() throws {
        let classes = try Self.documents("device-classes.yaml")
        #expect(
            classes.compactMap { $0["metadata"]?["name"]?.string } == [
                "gpu.apus.dev", "vf.apus.dev", "partition.apus.dev", "passthrough.apus.dev",
            ])
        for document in classes {
            let selectors = document["spec"]?["selectors"]?.sequence ?? []
            let expression = try #require(selectors.first?["cel"]?["expression"]?.string)
            #expect(expression.hasPrefix("device.driver == \"gpu.apus.dev\" && "))
            #expect(!expression.contains("\"gpu.apus.dev\"]." + "type"))
            let uses = expression.split(separator: "device.attributes[\"gpu.apus.dev\"]").dropFirst()
            #expect(!uses.isEmpty && uses.allSatisfy { $0.hasPrefix(".?") && $0.contains(".orValue(\"\")") })
        }
    }

    /// The class comes first, so that an example's own expressions meet our devices alone.
    @Test func `have examples that choose by our classes, test what may be missing, and stay below the limits`()
        async throws
    {
        let classes = try Self.documents("device-classes.yaml").compactMap { $0["metadata"]?["name"]?.string }
        let list = try #require(await Program("/bin/ls").run([Repository.path("kubernetes/examples")]))
        let names = list.output.split(separator: "\n")
        #expect(names.count >= 5)
        for name in names {
            let specs = try Self.documents("examples/\(name)").compactMap { document in
                switch document["kind"]?.string {
                case "ResourceClaim": document["spec"]?["devices"]
                case "ResourceClaimTemplate": document["spec"]?["spec"]?["devices"]
                default: nil
                }
            }
            let requests = specs.flatMap { $0["requests"]?.sequence ?? [] }.flatMap { request in
                request["firstAvailable"]?.sequence ?? [request["exactly"]].compactMap(\.self)
            }
            #expect(!requests.isEmpty, "\(name)")
            for request in requests {
                #expect(classes.contains(request["deviceClassName"]?.string ?? ""), "\(name)")
                // Of virtual functions a node may have more than the 32 that a claim can be given.
                if request["allocationMode"]?.string == "All" {
                    #expect(request["deviceClassName"]?.string == "gpu.apus.dev", "\(name)")
                }
                #expect((request["count"]?.integer ?? 1) <= 32, "\(name)")
                for selector in request["selectors"]?.sequence ?? [] {
                    let expression = try #require(selector["cel"]?["expression"]?.string)
                    #expect(!expression.contains(#/device\.attributes\["[^"]+"\]\.[^?]/#), "\(name): \(expression)")
                    for use in expression.matches(of: #/device\.capacity\["([^"]+)"\]\.(\w+)/#) {
                        let test = "\"\(use.output.2)\" in device.capacity[\"\(use.output.1)\"]"
                        #expect(expression[..<use.range.lowerBound].contains("\(test) && "), "\(name): \(expression)")
                    }
                }
            }
        }
    }

    @Test func `grant what the sink and the kubelet plugin need and no more`() throws {
        let role = try #require(try Self.documents("rbac.yaml").first { $0["kind"]?.string == "ClusterRole" })
        let rules = (role["rules"]?.sequence ?? []).map { rule in
            ["apiGroups", "resources", "verbs"].map { rule[$0]?.sequence?.compactMap(\.string) ?? [] }
        }
        #expect(
            rules == [
                [["resource.k8s.io"], ["resourceslices"], ["list", "watch", "create", "update", "delete"]],
                [["resource.k8s.io"], ["resourceclaims"], ["get"]],
                [[""], ["nodes"], ["get"]],
            ])
    }

    @Test func `run the agent without privilege`() throws {
        let daemonSet = try #require(try Self.documents("daemonset.yaml").first)
        let pod = daemonSet["spec"]?["template"]?["spec"]
        let container = try #require(pod?["containers"]?.sequence?.first)
        let security = container["securityContext"]
        #expect(security?["privileged"]?.boolean == false)
        #expect(security?["allowPrivilegeEscalation"]?.boolean == false)
        #expect(security?["readOnlyRootFilesystem"]?.boolean == true)
        #expect(security?["capabilities"]?["drop"]?.sequence?.first?.string == "ALL")
        let writable = (container["volumeMounts"]?.sequence ?? []).filter { $0["readOnly"]?.boolean != true }
        #expect(
            writable.compactMap { $0["mountPath"]?.string } == [
                "/run/cdi", "/var/lib/kubelet/plugins", "/var/lib/kubelet/plugins_registry", "/var/lib/apus",
            ])
        let seen = (container["volumeMounts"]?.sequence ?? []).compactMap { $0["mountPath"]?.string }
        // Where the kubelet tells which claims containers use.
        #expect(seen.contains("/var/lib/kubelet/pod-resources"))
        // Of the host's own files, those of drivers alone.
        #expect(seen.filter { $0.hasPrefix("/host/") } == ["/host/usr", "/host/run/nvidia"])
        let source = container["env"]?.sequence?.first { $0["name"]?.string == "NODE_NAME" }
        #expect(source?["valueFrom"]?["fieldRef"]?["fieldPath"]?.string == "spec.nodeName")
    }

    /// A kustomization that set the namespace would put it into kinds that have none, unless it knows them.
    @Test func `are all in the kustomization, and name their namespace themselves`() throws {
        let kustomization = try #require(try Self.documents("kustomization.yaml").first)
        let resources = kustomization["resources"]?.sequence?.compactMap(\.string) ?? []
        #expect(
            Set(resources) == [
                "namespace.yaml", "rbac.yaml", "admission-policy.yaml", "device-classes.yaml", "configuration.yaml",
                "daemonset.yaml",
            ])
        #expect(kustomization["namespace"] == nil)
        for document in try resources.flatMap(Self.documents) {
            let kind = try #require(document["kind"]?.string)
            let isInNamespace = ["ServiceAccount", "ConfigMap", "DaemonSet"].contains(kind)
            #expect(document["metadata"]?["namespace"]?.string == (isInNamespace ? "apus" : nil), "\(kind)")
        }
    }
}

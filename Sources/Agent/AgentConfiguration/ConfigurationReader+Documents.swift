private import CDI
internal import Documents
private import Hardware
private import ResourceSlices
private import SystemPackage

/// What decides how specs and slices look, and where specs go.
extension ConfigurationReader {
    mutating func cdi(_ node: YAMLNode) {
        section(
            node, "cdi",
            [
                "kind": { $0.cdiKind($1) },
                "directory": {
                    guard let path = $0.path($1, "directory") else { return }
                    $0.configuration.cdiDirectory = path
                },
                "removeOnStop": {
                    guard let removes = $0.boolean($1, "removeOnStop") else { return }
                    $0.configuration.removesSpecsOnStop = removes
                },
            ])
    }

    private mutating func cdiKind(_ node: YAMLNode) {
        guard let text = string(node, "kind") else { return }
        do { configuration.cdiKind = try Kind(text) } catch { report(node, error.description) }
    }

    mutating func slices(_ node: YAMLNode) {
        section(
            node, "slices",
            [
                "driver": { $0.driver($1) },
                "apiVersion": { $0.apiVersion($1) },
                "kubernetesVersion": { $0.kubernetesVersion($1) },
            ])
    }

    private mutating func driver(_ node: YAMLNode) {
        guard let text = string(node, "driver") else { return }
        do { configuration.driver = try DriverName(text) } catch { report(node, error.description) }
    }

    private mutating func apiVersion(_ node: YAMLNode) {
        guard let text = string(node, "apiVersion") else { return }
        do { configuration.apiVersion = try APIVersion(text) } catch { report(node, error.description) }
    }

    /// By its text, since YAML takes `1.30` for a number.
    private mutating func kubernetesVersion(_ node: YAMLNode) {
        guard let text = node.scalar?.text else {
            report(node, "kubernetesVersion must be a version such as 1.34, not \(node.summary)")
            return
        }
        do { configuration.kubernetesVersion = try KubernetesVersion(text) } catch { report(node, error.description) }
    }

    /// What no key can say alone: whether API version, server and policy fit together.
    mutating func dialect(_ document: YAMLNode) {
        let slices = document["slices"]
        do throws(SliceError) {
            let dialect = try configuration.dialect
            guard configuration.physicalFunctionWithVFs == .counters, dialect.limits.counterLayout == .unsupported
            else { return }
            report(
                document["physicalFunctionWithVFs"] ?? document,
                SliceError.noCounters(dialect.kubernetes).description)
        } catch {
            let isAPIVersionAtFault = configuration.apiVersion != nil && !error.isAboutServerAlone
            let key = isAPIVersionAtFault ? "apiVersion" : "kubernetesVersion"
            report(slices?[key] ?? document, error.description)
        }
    }
}

extension SliceError {
    fileprivate var isAboutServerAlone: Bool {
        guard case .noResourceSlices = self else { return false }
        return true
    }
}

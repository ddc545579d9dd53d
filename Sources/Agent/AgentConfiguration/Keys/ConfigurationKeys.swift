private import CDI
private import Hardware
private import ResourceSlices

extension ConfigurationKey {
    /// All keys in the order of the documentation; those of one section stand together.
    package static let all: [ConfigurationKey] = [
        .rules(
            "candidates.include", \.candidates.include,
            "functions to look at besides [known accelerators](accelerators.md), such as display controllers (class 03) "
                + "and processing accelerators (class 12)"),
        .rules("candidates.exclude", \.candidates.exclude, "functions to leave alone; stronger than `include`"),

        .path(
            "pciIDs", \.pciIDs,
            standard:
                "the newest of those in `/usr/share/hwdata`, `/usr/share/misc`, `/usr/share`, `/var/lib/pciutils` and "
                + "`/usr/local/share`",
            "the list of product names, `pci.ids`; a driver's own name for its product is stronger"),
        .flag(
            "discovery.driverFacts", \.asksDrivers,
            "whether NVIDIA's library, and Intel's drivers at a GPU's render node, are asked for what only they know, once "
                + "and in a process of its own"),
        .path(
            "discovery.hostRoot", \.hostRoot, standard: "`/`",
            "where an agent in a container sees the host's drivers and their configuration: below `/host`, say, has it "
                + "`usr/lib64`; specs name them as the host does"),

        .parsed(
            "cdi.kind", \.cdiKind, values: "a vendor and a class of at least two characters each", CDIKind.init(_:),
            "kind of the CDI spec, whose file is `vendor-class.json`"),
        .path(
            "cdi.directory", \.cdiDirectory,
            "where the daemon keeps the CDI spec; container runtimes read this one and `/etc/cdi`"),
        .flag("cdi.removeOnStop", \.removesSpecsOnStop, "whether the daemon takes its spec away when it is stopped"),
        .roles(
            "cdi.nvidia.roles", \.nvidiaRoles,
            "what containers are given NVIDIA's driver files for; with `[]`, device nodes alone"),
        .path(
            "cdi.nvidia.driverRoot", \.nvidiaDriverRoot,
            standard: "`/`, or `/run/nvidia/driver` where a driver container has its files there",
            "the directory below which NVIDIA's driver is installed, and below whose `dev` its nodes may be"),

        .parsed(
            "slices.driver", \.driver, values: "a DNS name in lower case, at most 63 characters", DriverName.init(_:),
            "name of the DRA driver"),
        .parsed(
            "slices.apiVersion", \.apiVersion, as: \.rawValue, values: "`v1`, `v1beta2`, `v1beta1` or `v1alpha3`",
            standard: "the newest that the server has", APIVersion.init(_:),
            "version of the API in which slices are written; `--api-version` is stronger"),
        .parsed(
            "slices.kubernetesVersion", \.kubernetesVersion, as: \.description, values: "a release such as `1.34`",
            standard: "the newest known that has the API version", byText: "a version such as 1.34",
            KubernetesVersion.init(_:),
            "the server's version, which decides limits and the layout of shared counters; `--kubernetes-version` is "
                + "stronger"),

        .parsed(
            "nodeName", \.nodeName, as: \.description, values: "a DNS name",
            standard: "`NODE_NAME` of the environment; else with a `kubernetes` sink whom it signs in as, and the host "
                + "name without one", NodeName.init(_:), "the node's name in Kubernetes; `--node-name` is stronger"),
        .choice(
            "physicalFunctionWithVFs", \.physicalFunctionWithVFs,
            "what becomes of a physical function whose virtual functions are enabled, see below"),

        .offering(.native, "whether devices are offered by the nodes of their own driver"),
        .offering(.passthrough, "whether devices bound to vfio are offered"),
        .choice(
            "attachment.vfio", \.vfio,
            "vfio nodes of a device: all there are, those of its IOMMU group, or its own node and `/dev/iommu`"),

        .sinks("sinks", "where the daemon sends ResourceSlices"),

        .flag(
            "kubelet.enabled", \.servesKubelet,
            "whether claims are prepared for pods, see [kubernetes.md](kubernetes.md)"),
        .path(
            "kubelet.directory", \.kubeletDirectory,
            standard:
                "the first that is there of `/var/lib/kubelet`, `/var/lib/k0s/kubelet` and "
                + "`/var/snap/microk8s/common/var/lib/kubelet`",
            "the kubelet's `--root-dir`"),
        .flag("kubelet.health", \.reportsHealth, "whether the kubelet is told how devices are, for the status of pods"),

        .duration(
            "settle.quiet", \.surveys.quiet, in: 0...10_000, .milliseconds,
            "time without a change before the daemon surveys; at most `limit`"),
        .duration(
            "settle.limit", \.surveys.limit, in: 0...10_000, .milliseconds,
            "time after the first change when it surveys in any case"),
        .duration(
            "resync", \.surveys.resync, in: 1...86400, .seconds, "time between surveys though nothing was announced"),

        .choice("log.level", \.logLevel, "the least weight of a line in the log"),
        .choice(
            "log.format", \.logFormat,
            "`journal` has the priority first and no time; `auto` is `journal` where standard error leads there, else "
                + "`text`"),

        .listening(
            "endpoint.listen", \.endpoint.listen,
            "where health, metrics and the status page are served; see [metrics.md](metrics.md#for-other-machines) for what "
                + "an address needs that other machines reach"),
        .path(
            "endpoint.tokenFile", \.endpoint.tokenFile, standard: "none",
            "holds the bearer token that clients must show, on one line"),
        .path(
            "endpoint.certificate", \.endpoint.certificate, standard: "none",
            "the certificate for TLS in PEM, with those that lead to its CA; needs `key`"),
        .path("endpoint.key", \.endpoint.key, standard: "none", "its key in PEM, without a passphrase"),
        .path(
            "endpoint.clientCA", \.endpoint.clientCA, standard: "none",
            "CAs in PEM; clients that show a certificate of one need no token"),

        .path(
            "state.directory", \.stateDirectory, standard: "systemd's `StateDirectory`, or `/var/lib/apus`",
            "what must outlive a restart of the daemon"),
    ]
}

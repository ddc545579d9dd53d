internal import Documents
private import Files
internal import Sysfs

/// Which container runtimes the host has, and whether each injects devices from the directory of the spec.
struct Runtimes {
    private let host: HostRoot
    private let directory: String
    private(set) var findings: [Finding] = []
    private(set) var isAnyThere = false
    /// Directories that their configurations name.
    private(set) var directories: [String] = []

    init(_ host: HostRoot, directory: String) {
        self.host = host
        self.directory = CDIChecks.canonical(directory)
        containerd(
            "containerd", programs: ["/usr/bin/containerd", "/usr/local/bin/containerd"],
            socket: "/run/containerd/containerd.sock", file: "/etc/containerd/config.toml",
            restart: "sudo systemctl restart containerd")
        containerd(
            "k3s's containerd", programs: ["/usr/local/bin/k3s", "/usr/bin/k3s"],
            socket: "/run/k3s/containerd/containerd.sock",
            file: "/var/lib/rancher/k3s/agent/etc/containerd/config.toml", restart: "sudo systemctl restart k3s")
        containerd(
            "RKE2's containerd", programs: ["/usr/local/bin/rke2", "/usr/bin/rke2", "/opt/rke2/bin/rke2"],
            socket: "/run/k3s/containerd/containerd.sock",
            file: "/var/lib/rancher/rke2/agent/etc/containerd/config.toml",
            restart: "sudo systemctl restart rke2-server")
        crio()
        podman()
        docker()
        isAnyThere = !findings.isEmpty
        if findings.isEmpty {
            findings = [Finding("runtime", .unknown, "No container runtime is known to be on this host.")]
        }
    }

    private func isThere(_ programs: [String], _ socket: String) -> Bool {
        (programs + [socket]).contains(where: host.exists)
    }

    /// A file's text; nil where there is none, and a finding where it cannot be read.
    private mutating func text(_ file: String, of runtime: String) -> String? {
        if let text = host.text(file) { return text }
        // An empty file is as good as none, and looks the same as one that may not be read.
        if host.exists(file) {
            findings.append(
                Finding(
                    "runtime", .unknown, "\(runtime): \(file) is empty or cannot be read by this user.",
                    remedy: "sudo apus doctor"))
        }
        return nil
    }

    /// 1.7 leaves CDI off unless it is told otherwise; 2.x, whose files are of version 3, has it on.
    private mutating func containerd(
        _ name: String, programs: [String], socket: String, file: String, restart: String
    ) {
        // k3s and RKE2 share the socket; their files tell which it is.
        guard programs.contains(where: host.exists) || host.exists(file) || name == "containerd" && host.exists(socket)
        else { return }
        let before = findings.count
        guard let text = text(file, of: name) else {
            if findings.count == before {
                findings.append(
                    Finding(
                        "runtime", .unknown,
                        "\(name): there is no \(file). Version 2 has CDI on; 1.7 needs enable_cdi = true there.",
                        remedy: "containerd --version"))
            }
            return
        }
        let settings = TOMLSettings(text)
        let version = settings.integer("version", in: "") ?? 1
        let table = version >= 3 ? "plugins.io.containerd.cri.v1.runtime" : "plugins.io.containerd.grpc.v1.cri"
        if settings.strings("disabled_plugins", in: "")?.contains(where: { $0 == "cri" || $0.hasSuffix(".cri") })
            == true
        {
            findings.append(
                Finding(
                    "runtime", .warning,
                    "\(name): \(file) turns its CRI plugin off (disabled_plugins), so that Kubernetes cannot use it."))
            return
        }
        switch settings.bool("enable_cdi", in: table) {
        case true?: accept(name, settings.strings("cdi_spec_dirs", in: table), in: file, restart: restart)
        case nil where version >= 3:
            accept(name, settings.strings("cdi_spec_dirs", in: table), in: file, restart: restart)
        case nil:
            findings.append(
                Finding(
                    "runtime", .failure,
                    "\(name): CDI is off, as it is unless \(file) has enable_cdi = true below [plugins.\"io.containerd.grpc.v1.cri\"].",
                    remedy: "sudoedit \(file) && \(restart)"))
        case false?:
            findings.append(
                Finding(
                    "runtime", .failure, "\(name): \(file) turns CDI off: enable_cdi = false.",
                    remedy: "sudoedit \(file) && \(restart)"))
        }
    }

    private mutating func crio() {
        guard isThere(["/usr/bin/crio", "/usr/local/bin/crio"], "/run/crio/crio.sock") else { return }
        var chosen: (directories: [String], file: String)?
        let dropIns = (host.directory("/etc/crio/crio.conf.d")?.names() ?? []).sorted().map {
            "/etc/crio/crio.conf.d/\($0)"
        }
        for file in ["/etc/crio/crio.conf"] + dropIns {
            guard let text = text(file, of: "CRI-O") else { continue }
            if let named = TOMLSettings(text).strings("cdi_spec_dirs", in: "crio.runtime") { chosen = (named, file) }
        }
        accept(
            "CRI-O", chosen?.directories, in: chosen?.file ?? "/etc/crio/crio.conf",
            restart: "sudo systemctl restart crio")
    }

    private mutating func podman() {
        guard isThere(["/usr/bin/podman", "/usr/local/bin/podman"], "/run/podman/podman.sock") else { return }
        var chosen: (directories: [String], file: String)?
        for file in ["/usr/share/containers/containers.conf", "/etc/containers/containers.conf"] {
            guard let text = text(file, of: "podman") else { continue }
            if let named = TOMLSettings(text).strings("cdi_spec_dirs", in: "engine") { chosen = (named, file) }
        }
        accept("podman", chosen?.directories, in: chosen?.file ?? "/etc/containers/containers.conf", restart: nil)
    }

    private mutating func docker() {
        guard isThere(["/usr/bin/dockerd", "/usr/local/bin/dockerd"], "/run/docker.sock") else { return }
        let file = "/etc/docker/daemon.json"
        let restart = "sudo systemctl restart docker"
        guard let text = text(file, of: "docker") else {
            if !host.exists(file) { findings.append(Self.unknownDocker(file)) }
            return
        }
        guard let json = try? JSONValue.reading(json: Array(text.utf8)) else {
            findings.append(
                Finding(
                    "runtime", .failure, "docker: \(file) is not JSON, so that docker does not start.",
                    remedy: "sudoedit \(file) && \(restart)"))
            return
        }
        switch json["features"]?["cdi"] {
        case .bool(true)?:
            accept("docker", json["cdi-spec-dirs"]?.elements.compactMap(\.text), in: file, restart: restart)
        case nil: findings.append(Self.unknownDocker(file))
        default:
            findings.append(
                Finding(
                    "runtime", .failure, "docker: \(file) turns CDI off (features.cdi).",
                    remedy: "sudoedit \(file) && \(restart)"))
        }
    }

    private static func unknownDocker(_ file: String) -> Finding {
        Finding(
            "runtime", .unknown,
            "docker: 28.2 and later have CDI on; 25.0 to 28.1 need {\"features\": {\"cdi\": true}} in \(file).",
            remedy: "docker version")
    }

    /// It has CDI on; it must also look where the spec is.
    private mutating func accept(_ name: String, _ named: [String]?, in file: String, restart: String?) {
        directories += named ?? []
        if let named, !named.map(CDIChecks.canonical).contains(directory) {
            findings.append(
                Finding(
                    "runtime", .failure,
                    "\(name): \(file) has it read \(named.joined(separator: ", ")), and not \(directory), where the spec is (cdi_spec_dirs).",
                    remedy: "sudoedit \(file)" + (restart.map { " && \($0)" } ?? "")))
            return
        }
        guard named != nil || ["/etc/cdi", "/run/cdi"].contains(directory) else {
            findings.append(
                Finding(
                    "runtime", .failure,
                    "\(name): it reads /etc/cdi and /run/cdi, and the configuration has the spec in \(directory).",
                    remedy: "sudoedit /etc/apus/config.yaml"))
            return
        }
        findings.append(Finding("runtime", .ok, "\(name) reads \(directory)."))
    }
}

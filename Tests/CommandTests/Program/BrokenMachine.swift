import TestSupport
import Testing

/// Something that is broken on a machine in order, the finding that tells of it, and words of that.
struct BrokenMachine: CustomTestStringConvertible {
    let testDescription: String
    let finding: String
    let words: String
    let breaking: @Sendable (TemporaryDirectory) throws -> Void
    var configuration: String?

    init(
        _ name: String, _ finding: String, _ words: String, configuration: String? = nil,
        _ breaking: @escaping @Sendable (TemporaryDirectory) throws -> Void
    ) {
        testDescription = name
        self.finding = finding
        self.words = words
        self.configuration = configuration
        self.breaking = breaking
    }

    private static func spec(_ kind: String, _ name: String, edits: String = #""env":["A=b"]"#) -> String {
        #"{"cdiVersion":"0.5.0","kind":"\#(kind)","devices":[{"name":"\#(name)","containerEdits":{\#(edits)}}]}"#
    }

    static let all: [BrokenMachine] = [
        BrokenMachine("no spec", "cdi-spec failure", "sudo apus cdi --output-dir /run/cdi") { $0.remove("run/cdi") },
        BrokenMachine("an outdated spec", "cdi-spec failure", "is not what this machine offers now") {
            try $0.put(spec("apus.dev/gpu", "0"), at: "run/cdi/apus.dev-gpu.json")
        },
        BrokenMachine("a stale file in /etc/cdi", "cdi-stale failure", "sudo rm /etc/cdi/apus.dev-gpu.json") {
            try $0.put(spec("apus.dev/gpu", "7"), at: "etc/cdi/apus.dev-gpu.json")
        },
        BrokenMachine("a stale file beside the spec", "cdi-stale failure", "sudo rm /run/cdi/old.yaml") {
            try $0.put(spec("apus.dev/gpu", "7"), at: "run/cdi/old.yaml")
        },
        BrokenMachine("a stale file in a directory of podman's alone", "cdi-stale failure", "sudo rm /srv/cdi/old.json")
        {
            try $0.put("[engine]\ncdi_spec_dirs = [\"/run/cdi\", \"/srv/cdi\"]\n", at: "etc/containers/containers.conf")
            try $0.put(spec("apus.dev/gpu", "7"), at: "srv/cdi/old.json")
        },
        BrokenMachine("a second file with the same names", "cdi-conflict failure", "sudo rm /run/cdi/copy.json") {
            try $0.put($0.text(of: "run/cdi/apus.dev-gpu.json") ?? "", at: "run/cdi/copy.json")
        },
        BrokenMachine(
            "a file of higher priority", "cdi-shadowed failure", "sudo rm /run/cdi/apus.dev-gpu.json",
            configuration: "cdi: {directory: /etc/cdi}\n"
        ) { try $0.put($0.text(of: "run/cdi/apus.dev-gpu.json") ?? "", at: "etc/cdi/apus.dev-gpu.json") },
        BrokenMachine("others' names defined twice", "cdi-conflict-of-others warning", "ab.com/gpu=0") {
            for name in ["a", "b"] { try $0.put(spec("ab.com/gpu", "0"), at: "etc/cdi/\(name).json") }
        },
        BrokenMachine("a file that is no spec", "cdi-file warning", "apus cdi validate /etc/cdi/a.json") {
            try $0.put("{", at: "etc/cdi/a.json")
        },
        BrokenMachine("a spec with a node that is not there", "cdi-nodes warning", "/dev/nonexistent") {
            let edits = #""deviceNodes":[{"path":"/dev/nonexistent"}]"#
            try $0.put(spec("ab.com/gpu", "0", edits: edits), at: "etc/cdi/a.json")
        },
        BrokenMachine("a spec with a mount that is not there", "cdi-nodes warning", "/usr/lib/nonexistent.so") {
            let edits = #""mounts":[{"hostPath":"/usr/lib/nonexistent.so","containerPath":"/x"}]"#
            try $0.put(spec("ab.com/gpu", "0", edits: edits), at: "etc/cdi/a.json")
        },
        BrokenMachine("a file where the directory should be", "cdi-directory unknown", "/etc/cdi") {
            try $0.put("", at: "etc/cdi")
        },
        BrokenMachine("containerd 1.7 as it comes", "runtime failure", "containerd: CDI is off") {
            try $0.put("version = 2\n", at: "etc/containerd/config.toml")
        },
        BrokenMachine("containerd 1.7 with CDI off", "runtime failure", "turns CDI off: enable_cdi = false") {
            try $0.put(
                "version = 2\n[plugins]\n  [plugins.\"io.containerd.grpc.v1.cri\"]\n    enable_cdi = false # why?\n",
                at: "etc/containerd/config.toml")
        },
        BrokenMachine(
            "containerd 1.7 that looks elsewhere", "runtime failure", "has it read /etc/cdi, /opt/cdi, and not"
        ) {
            try $0.put(
                """
                version = 2
                [plugins."io.containerd.grpc.v1.cri"]
                enable_cdi = true
                cdi_spec_dirs = [
                  "/etc/cdi", # the usual one
                  "/opt/cdi",
                ]
                """, at: "etc/containerd/config.toml")
        },
        BrokenMachine("containerd 2 with CDI off", "runtime failure", "turns CDI off: enable_cdi = false") {
            try $0.put(
                "version = 3\n[plugins.'io.containerd.cri.v1.runtime']\nenable_cdi = false\n",
                at: "etc/containerd/config.toml")
        },
        BrokenMachine("containerd without a configuration", "runtime unknown", "containerd --version") {
            try $0.put("", at: "usr/bin/containerd")
        },
        BrokenMachine("containerd for docker alone", "runtime warning", "turns its CRI plugin off") {
            try $0.put("disabled_plugins = [\"cri\"]\n", at: "etc/containerd/config.toml")
        },
        BrokenMachine("k3s's containerd as it comes", "runtime failure", "k3s's containerd: CDI is off") {
            try $0.put("version = 2\n", at: "var/lib/rancher/k3s/agent/etc/containerd/config.toml")
        },
        BrokenMachine("RKE2's containerd with CDI off", "runtime failure", "sudo systemctl restart rke2-server") {
            try $0.put(
                "version = 3\n[plugins.'io.containerd.cri.v1.runtime']\nenable_cdi = false\n",
                at: "var/lib/rancher/rke2/agent/etc/containerd/config.toml")
        },
        BrokenMachine(
            "CRI-O that looks elsewhere", "runtime failure", "CRI-O: /etc/crio/crio.conf.d/10-cdi.conf has it read"
        ) {
            try $0.put("", at: "usr/bin/crio")
            try $0.put("[crio.runtime]\ncdi_spec_dirs = [\"/opt/cdi\"]\n", at: "etc/crio/crio.conf.d/10-cdi.conf")
        },
        BrokenMachine(
            "podman that looks elsewhere", "runtime failure", "podman: /etc/containers/containers.conf has it read"
        ) {
            try $0.put("[engine]\ncdi_spec_dirs = ['/opt/cdi']\n", at: "etc/containers/containers.conf")
        },
        BrokenMachine("docker with CDI off", "runtime failure", "docker: /etc/docker/daemon.json turns CDI off") {
            try $0.put("", at: "usr/bin/dockerd")
            try $0.put(#"{"features": {"cdi": false}}"#, at: "etc/docker/daemon.json")
        },
        BrokenMachine("docker of an unknown version", "runtime unknown", "docker version") {
            try $0.put("", at: "usr/bin/dockerd")
        },
        BrokenMachine("docker with a configuration that is no JSON", "runtime failure", "is not JSON") {
            try $0.put("", at: "usr/bin/dockerd")
            try $0.put("{", at: "etc/docker/daemon.json")
        },
        BrokenMachine(
            "docker that looks elsewhere", "runtime failure", "docker: /etc/docker/daemon.json has it read /opt/cdi"
        ) {
            try $0.put("", at: "usr/bin/dockerd")
            try $0.put(#"{"features": {"cdi": true}, "cdi-spec-dirs": ["/opt/cdi"]}"#, at: "etc/docker/daemon.json")
        },
        BrokenMachine(
            "a spec where no runtime looks", "runtime failure", "the configuration has the spec in /srv/cdi",
            configuration: "cdi: {directory: /srv/cdi}\n"
        ) { _ in },
        BrokenMachine("no runtime", "runtime unknown", "No container runtime") { $0.remove("usr/bin/podman") },
        BrokenMachine("no pci.ids", "pci-ids warning", "sudo apt install pci.ids") {
            $0.remove("usr/share/misc/pci.ids")
        },
        BrokenMachine("an old pci.ids", "pci-ids warning", "sudo update-pciids") {
            try $0.put("#\n#\tDate:    2012-01-01 03:15:02\n", at: "usr/share/misc/pci.ids")
        },
        BrokenMachine("an agent that is installed and left alone", "agent warning", "sudo systemctl enable --now apusd")
        {
            try $0.put("", at: "usr/lib/systemd/system/apusd.service")
            try $0.makeDirectory("sys/fs/cgroup/system.slice")
        },
        BrokenMachine("an agent that has ended", "agent failure", "journalctl -u apusd") {
            try $0.put("", at: "usr/lib/systemd/system/apusd.service")
            try $0.put("", at: "sys/fs/cgroup/system.slice/apusd.service/cgroup.procs")
            try $0.link(
                "etc/systemd/system/multi-user.target.wants/apusd.service",
                to: "/usr/lib/systemd/system/apusd.service")
        },
        BrokenMachine("an agent that does not start at boot", "agent warning", "sudo systemctl enable apusd") {
            try $0.put("", at: "usr/lib/systemd/system/apusd.service")
            try $0.put("17\n", at: "sys/fs/cgroup/system.slice/apusd.service/cgroup.procs")
        },
        BrokenMachine("an agent of which only files are there", "agent unknown", "whether it runs cannot be seen") {
            try $0.put("", at: "usr/lib/systemd/system/apusd.service")
        },
        BrokenMachine("an agent that is not ready", "agent failure", "The disk is full.") {
            try putAgent(#""notReadyBecause": "The disk is full.""#, in: $0)
        },
        BrokenMachine("an agent that knows other devices", "agent-survey failure", "sudo systemctl reload apusd") {
            try putAgent(#""devices": []"#, in: $0)
        },
        BrokenMachine("an agent with a problem", "agent-problem failure", "No slices.") {
            try putAgent(#""problems": [{"name": "pool", "reason": "No slices."}]"#, in: $0)
        },
        BrokenMachine(
            "an agent whose sink fails", "sink failure", "since 2025-06-01T12:00:02.000Z: It refuses connections."
        ) {
            let sink = #"{"name": "a", "state": "waiting", "reason": "It refuses connections.", "#
            try putAgent(#""sinks": [\#(sink)"lastFailure": "2025-06-01T12:00:02.000Z"}]"#, in: $0)
        },
        BrokenMachine("a cluster without the slices", "cluster warning", "kubectl get resourceslices") {
            let cluster = #"{"server": "a:6443", "apiVersion": "resource.k8s.io/v1", "missingGates": []}"#
            try putAgent(#""sinks": [{"name": "a", "state": "publishing", "cluster": \#(cluster)}]"#, in: $0)
        },
        BrokenMachine(
            "a cluster without a feature gate", "cluster warning", "Its feature gates DRADeviceTaints are off."
        ) {
            let pool = #"{"name": "node-a", "generation": 4, "slices": 1, "devices": 2}"#
            let cluster =
                #"{"server": "a:6443", "apiVersion": "resource.k8s.io/v1", "missingGates": ["DRADeviceTaints"], "#
            try putAgent(#""sinks": [{"name": "a", "state": "idle", "cluster": \#(cluster)"pool": \#(pool)}}]"#, in: $0)
        },
        BrokenMachine("a kubelet that does not call", "kubelet warning", "kubelet.directory") {
            try putAgent(#""kubelet": {"state": "awaited", "socket": "/var/lib/kubelet/a.sock"}"#, in: $0)
        },
        BrokenMachine("a kubelet that refuses", "kubelet failure", "Its version is unknown.") {
            try putAgent(#""kubelet": {"state": "refused", "reason": "Its version is unknown."}"#, in: $0)
        },
        BrokenMachine("a kubelet that cannot be served", "kubelet failure", "The socket is taken.") {
            try putAgent(#""kubelet": {"state": "unserved", "reason": "The socket is taken."}"#, in: $0)
        },
        BrokenMachine("a status file that is none", "agent-status unknown", "is not of this version's apusd") {
            try $0.put("{}", at: "run/apus/status.json")
        },
        BrokenMachine("no card", "devices warning", "There is no GPU or accelerator") {
            $0.remove("sys/bus/pci/devices")
            try $0.makeDirectory("sys/bus/pci/devices")
        },
        BrokenMachine("a function that cannot be read", "omission warning", "its vendor file holds no PCI id") {
            try $0.put("?", at: "sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/vendor")
        },
        BrokenMachine(
            "two functions that cannot be read", "omission warning", "0000:01:00.0 and 1 more: its vendor file"
        ) {
            for place in ["0000:00:01.0/0000:01:00.0", "0000:02:01.0/0000:03:00.0"] {
                let root = place.hasPrefix("0000:00:01") ? "pci0000:00" : "pci0000:02"
                try $0.put("?", at: "sys/devices/\(root)/\(place)/vendor")
            }
        },
        BrokenMachine("fewer lanes than there could be", "link warning", "4 of 16 lanes") {
            try $0.put("4\n", at: "sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/current_link_width")
            try $0.put("16\n", at: "sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/max_link_width")
        },
    ]

    /// The status file of an agent that runs and knows nothing but what is given.
    static func putAgent(_ members: String, in files: TemporaryDirectory) throws {
        try files.put("b0075\n", at: "proc/sys/kernel/random/boot_id")
        let fields = Array(repeating: "0", count: 18).joined(separator: " ")
        for id in [1, 17] { try files.put("\(id) (apusd) S \(fields) 777 0\n", at: "proc/\(id)/stat") }
        try files.put(
            """
            {"apiVersion": "apus.dev/v1", "kind": "Status", "apusVersion": "0.1.0", "ready": true,
            "process": {"id": 17, "startTicks": 777, "bootID": "b0075"}, "started": "2025-06-01T12:00:00.000Z",
            \(members)}
            """, at: "run/apus/status.json")
    }
}

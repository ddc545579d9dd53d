import AgentLoop
import Delivery
import Hardware
import Operations
import StatusFile
import SystemPackage

extension StatusBoard {
    /// At 12:00 on a day of 2025, in a process that does not run.
    static func fixed() -> StatusBoard {
        StatusBoard(
            version: "0.1.0",
            process: AgentProcess(id: 4242, startTicks: 777, bootID: "b0075", pidNamespace: "pid:[1]"),
            now: { Timestamp(secondsSince1970: 1_748_779_200) })
    }

    /// Everything of which a status file tells has happened.
    func liveThroughADay() throws {
        let inventory = try Inventory.mixed()
        observe(.surveyed(inventory, .milliseconds(4)))
        for change in DeviceChange.all(from: Inventory(), to: inventory) { observe(.deviceChanged(change)) }
        observe(.specWritten("/run/cdi/apus.dev-gpu.json", devices: 1))
        observe(.becameReady(AgentStatus(summary: "Devices: 1 offered.")))
        var well = SinkStatus()
        well.lastSuccess = 1_748_779_000.5
        observe(.sinkChanged("cluster", well))
        observe(
            .clusterKnown(
                "cluster",
                ClusterFacts(
                    server: "10.0.0.1:6443", release: "Kubernetes v1.34.2", apiVersion: "resource.k8s.io/v1",
                    missingGates: ["DRADeviceTaints"],
                    pool: ClusterFacts.Pool(name: "node-a", generation: 4, slices: 1, devices: 1))))
        var failing = SinkStatus()
        failing.state = .waiting(because: "http://127.0.0.1:1/x refuses connections.")
        observe(.sinkChanged("fleet", failing))
        observe(.sinkFailing("fleet", "http://127.0.0.1:1/x refuses connections."))
        observe(.kubeletAwaited("/var/lib/kubelet/plugins_registry/gpu.apus.dev-reg.sock"))
        observe(.kubeletRegistered)
        observe(
            .claimsPrepared([
                DeviceClaim(namespace: "team", name: "gpu", uid: "0a1b", devices: ["0000-08-00-4-0x25b6"])
            ]))
        observe(.problemBegan(.specList, "The list of own CDI files cannot be written."))
    }
}

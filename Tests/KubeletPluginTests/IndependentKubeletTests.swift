import Claims
import KubeletPlugin
import SystemPackage
import TestSupport
import Testing

/// gRPC as others have written it, from the same .proto files.
@Suite(
    "A kubelet with another gRPC", .timeLimit(.minutes(5)),
    .enabled("install it with scripts/act-as-kubelet --prepare", IndependentKubelet.isInstalled))
struct IndependentKubeletTests {
    @Test func `registers the plugin, hears of devices, and has claims prepared and undone by both versions`()
        async throws
    {
        let directory = try KubeletDirectory()
        let uid = "0f3b7a52-8e0c-4d0e-9a39-0b8c3a1f7d55"
        try await RunningPlugin.run(in: directory) { plugin in
            plugin.health.announce("node")
            plugin.preparation.answer(uid, [PreparedDevice("a", of: uid, shareID: "7")])
            try await plugin.listening()
            let outcome = try #require(
                await IndependentKubelet.program.run([
                    directory.path.string, KubeletDirectory.driver, "team/gpu/\(uid)",
                ]))
            let device =
                #"{"cdi": ["apus.dev/claim=\#(uid)-a"], "device": "a", "pool": "node", "requests": ["gpu"]}"#
            #expect(
                outcome.output == """
                    {"endpoint": "\(directory.path)/plugins/gpu.apus.dev/dra.sock", "name": "gpu.apus.dev", \
                    "step": "info", "type": "DRAPlugin", "versions": ["v1.DRAPlugin", "v1beta1.DRAPlugin", \
                    "v1.DRAResourceHealth", "v1alpha1.DRAResourceHealth"]}
                    {"devices": [], "step": "health", "version": "v1"}
                    {"devices": [], "step": "health", "version": "v1alpha1"}
                    {"devices": [\(device)], "error": "", "step": "prepared", "uid": "\(uid)", "version": "v1"}
                    {"error": "", "step": "unprepared", "uid": "\(uid)", "version": "v1"}
                    {"devices": [\(device)], "error": "", "step": "prepared", "uid": "\(uid)", "version": "v1beta1"}
                    {"error": "", "step": "unprepared", "uid": "\(uid)", "version": "v1beta1"}

                    """)
        }
    }
}

enum IndependentKubelet {
    static let program = Program(Repository.path("scripts/act-as-kubelet"))

    static func isInstalled() async -> Bool {
        await Program(Repository.path(".build/venv/bin/python3")).run(["-c", "import grpc_tools"])?.status == 0
    }
}

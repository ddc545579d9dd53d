import Glibc
import TestSupport
import Testing

extension DaemonSuites {
    @Suite("A daemon whose credential files block", .timeLimit(.minutes(3)))
    struct BlockedCredentialTests {
        private let directory: DaemonDirectory

        init() throws { directory = try DaemonDirectory() }

        @Test func `is ready, answers, serves its other sinks and ends all the same`() async throws {
            let files = directory.files
            try #require(mkfifo("\(directory.path)/fifo", 0o600) == 0)
            try files.put(
                """
                contexts: [{name: a, context: {cluster: c, user: u}}]
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
                users: [{name: u, user: {tokenFile: fifo}}]
                """, at: "kubeconfig")
            try files.put(
                """
                cdi: {directory: \(directory.path)/cdi}
                log: {level: debug, format: json}
                nodeName: node-a
                endpoint: {listen: "unix:\(directory.path)/a.sock"}
                sinks:
                - {type: kubernetes, kubeconfig: \(directory.path)/kubeconfig}
                - {type: kubernetes, kubeconfig: \(directory.path)/kubeconfig}
                - {type: kubernetes, kubeconfig: \(directory.path)/fifo}
                - {type: http, url: "https://127.0.0.1:1/", tokenFile: \(directory.path)/fifo, ca: \(directory.path)/fifo}
                - {type: directory, path: \(directory.path)/slices, format: json}

                """, at: "config.yaml")
            try await Daemon.run(in: directory, host: Repository.path("Tests/Hosts/intel-arc-a770.umockdev")) {
                daemon in
                try daemon.log.wait(for: "ready")
                try daemon.log.wait(saying: "is not read, because it is not a regular file")
                for path in ["/readyz", "/healthz"] {
                    let answer = UnixClient("\(directory.path)/a.sock")?.ask(path)
                    #expect(answer?.hasPrefix("HTTP/1.1 200 OK") == true, "\(path): \(String(describing: answer))")
                }
                #expect(await daemon.stop() == 0)
                #expect(try !directory.sliceDevices.isEmpty)
            }
        }

        @Test func `asks no kubeconfig that blocks for the node's name`() async throws {
            let files = directory.files
            try #require(mkfifo("\(directory.path)/fifo", 0o600) == 0)
            try files.put(
                """
                cdi: {directory: \(directory.path)/cdi}
                log: {format: json}
                sinks: [{type: kubernetes, kubeconfig: \(directory.path)/fifo}]

                """, at: "config.yaml")
            try await Daemon.run(in: directory, host: Repository.path("Tests/Hosts/intel-arc-a770.umockdev")) {
                daemon in
                try daemon.log.wait(saying: "\(directory.path)/fifo is not read, because it is not a regular file")
                try daemon.log.wait(for: "ready")
                #expect(await daemon.stop() == 0)
            }
        }
    }
}

internal import Documents
private import SystemPackage

/// How the daemon goes about its work.
extension ConfigurationReader {
    mutating func settle(_ node: YAMLNode) {
        section(
            node, "settle",
            [
                "quiet": { $0.duration($1, "quiet", in: 0...10_000, .milliseconds, \.settle.quiet) },
                "limit": { $0.duration($1, "limit", in: 0...10_000, .milliseconds, \.settle.limit) },
            ])
        let times = configuration.settle
        guard times.quiet > times.limit else { return }
        report(
            node["quiet"] ?? node["limit"] ?? node,
            """
            quiet, \(times.quiet.milliseconds) milliseconds, must not be more than limit, \
            \(times.limit.milliseconds) milliseconds
            """)
    }

    mutating func log(_ node: YAMLNode) {
        section(
            node, "log",
            [
                "level": { $0.choice($1, "level", \.logLevel) },
                "format": { $0.choice($1, "format", \.logFormat) },
            ])
    }

    mutating func endpoint(_ node: YAMLNode) {
        section(
            node, "endpoint",
            [
                "listen": {
                    $0.configuration.endpoint = $0.value(
                        $1, "listen", of: ListenAddress.self,
                        "write an address of this machine alone, as in 127.0.0.1:9400 or [::1]:9400, or a socket as in "
                            + "unix:/run/apus/apusd.sock")
                }
            ])
    }

    mutating func state(_ node: YAMLNode) {
        section(node, "state", ["directory": { $0.configuration.stateDirectory = $0.path($1, "directory") }])
    }
}

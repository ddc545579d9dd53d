import CDI
import CDIDirectory
import Documents
import SystemPackage
import Testing
import TestSupport

/// The directories of one daemon: its configuration, its state, its CDI directory and a sink.
struct DaemonDirectory {
    let files: TemporaryDirectory
    var path: String { files.path }

    /// More configuration stands behind what all tests need.
    init(configuration: String = "") throws {
        files = try TemporaryDirectory()
        try configure(configuration)
    }

    func configure(_ more: String = "") throws {
        try files.put(
            """
            cdi: {directory: \(path)/cdi}
            nodeName: node-a
            log: {level: debug, format: json}
            sinks: [{type: directory, path: \(path)/slices, format: json}]
            \(more)

            """, at: "config.yaml")
    }

    /// The command that runs a daemon here.
    var command: [String] {
        [DaemonProgram.path, "--config", "\(path)/config.yaml", "--state-directory", "\(path)/state"]
    }

    /// The names of the devices that the CDI file offers by their addresses; nil where there is no file.
    var cdiDevices: [String]? {
        get throws {
            guard let text = files.text(of: "cdi/apus.dev-gpu.json") else { return nil }
            let spec = try #require(SpecReading(text).spec, "The CDI file is not valid.")
            return spec.devices.map(\.name).filter { $0.contains("-0x") }
        }
    }

    /// The names of the devices in the slices of the sink.
    var sliceDevices: [String] {
        get throws { try slices.flatMap { $0["spec"]["devices"].elements.compactMap { $0["name"].text } } }
    }

    /// The generation that all slices of the sink agree on.
    var generation: Int64? {
        get throws {
            let generations = try Set(slices.compactMap { $0["spec"]["pool"]["generation"].integer })
            #expect(generations.count <= 1, "slices of several generations")
            return generations.first
        }
    }

    private var slices: [Document] {
        get throws {
            try files.names("slices").filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.map { name in
                let text = try #require(files.text(of: "slices/\(name)"))
                return Document(try YAMLNode.parse(Array(text.utf8)))
            }
        }
    }
}

import AgentConfiguration
import AgentLogging
import AgentLoop
import Endpoint
import HTTPSink
import Logging
import ResourceSlices
import Sinks
import SpecDirectory
import StateDirectory
import Survey
import SystemPackage

extension Daemon {
    var parts: AgentParts {
        AgentParts(
            reload: { try Configuration.load(from: file) }, makeNode: makeNode, makeSources: makeSources,
            makeSink: makeSink, makeCompanion: makeCompanion,
            adopted: { log.turn(level: $0.logLevel.level, style: $0.logFormat.style) })
    }

    @Sendable private func makeNode(_ configuration: Configuration) throws -> Node {
        let settings = SliceSettings(
            driver: configuration.driver, nodeName: try configuration.nodeName ?? environmentNodeName,
            dialect: try configuration.dialect, policy: configuration.physicalFunctionWithVFs)
        return Node(
            look: { [host] in try host.inventory($0) }, rules: SurveyRules(configuration), kind: configuration.cdiKind,
            specs: SpecPublisher(
                directory: SpecDirectory(configuration.cdiDirectory), kind: configuration.cdiKind, state: state),
            slices: configuration.sinks.isEmpty ? nil : settings,
            generations: PoolGenerations(state.file("pool-generations")))
    }

    @Sendable private func makeSources(_ configuration: Configuration) -> [any ChangeSource] {
        let directories = SpecDirectory.standard.map(\.path).filter { $0 != configuration.cdiDirectory }
        return host.sources(specs: directories + [configuration.cdiDirectory], logger: logger)
    }

    @Sendable private func makeSink(_ configuration: SinkConfiguration) throws -> any SliceSink {
        switch configuration.destination {
        case .standardOutput: StreamSink()
        case .directory(let settings): DirectorySink(settings.path, format: settings.format == .json ? .json : .yaml)
        case .http(let settings): try HTTPSink(settings, version: Self.version)
        case .kubernetes: throw UnavailableSink()
        }
    }

    @Sendable private func makeCompanion(_ configuration: Configuration) -> Companion? {
        guard let listen = configuration.endpoint else { return nil }
        // At rest the loop turns for the resync only.
        let patience = configuration.resync + .seconds(60)
        let service = EndpointService(EndpointAddress(listen), telemetry: telemetry, patience: patience, logger: logger)
        return Companion(key: "\(listen) \(patience)") {
            do {
                try await service.run()
            } catch {
                logger.warning("Health and metrics are not served any more: \(error)")
            }
        }
    }

    private var environmentNodeName: NodeName? {
        get throws { try Self.environment("NODE_NAME").map { try NodeName($0) } }
    }
}

/// A sink that a configuration may name and this version does not have.
private struct UnavailableSink: Error, CustomStringConvertible {
    var description: String { "This version has no sink for a Kubernetes API server yet." }
}

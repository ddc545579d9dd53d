import AgentConfiguration
import AgentLogging
import AgentLoop
import Endpoint
import HTTPSink
import KubernetesAPI
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
        let naming = NodeNaming(configuration, environment: Self.environment, logger: logger)
        let settings = SliceSettings(
            driver: configuration.driver, dialect: try configuration.dialect,
            policy: configuration.physicalFunctionWithVFs, nodeName: { try naming.name(of: $0) })
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
        case .kubernetes(let settings):
            KubernetesSink(
                settings: KubernetesAPI.KubernetesSinkSettings(
                    kubeconfig: settings.kubeconfig, context: settings.context, environment: Self.environment),
                report: { [logger] in logger.notice("\(configuration.name): \($0)") })
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
}

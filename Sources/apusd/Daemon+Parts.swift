import AgentConfiguration
import AgentLoop
import CDIDirectory
import Claims
import Delivery
import Files
import HTTPSink
import KubernetesAPI
import Logging
import Operations
import ResourceSlices
import Survey
import SystemPackage

extension Logger {
    /// What a cluster has to say to people.
    func tell(_ remark: ClusterRemark, of name: String) {
        switch remark {
        case .warning(let line): warning("\(name): \(line)")
        case .notice(let line): notice("\(name): \(line)")
        case .info(let line): info("\(name): \(line)")
        case .debug(let line): debug("\(name): \(line)")
        }
    }
}

extension Daemon {
    /// Runs what a configuration asks for beside the agent itself.
    func follow(_ configuration: Configuration) {
        endpoint.follow(EndpointWish(configuration.endpoint))
        let wish = KubeletWish(configuration, environment: Self.environment)
        claims.follow(wish)
        kubelet.follow(wish)
    }

    var dependencies: AgentDependencies {
        AgentDependencies(
            reload: { try source.load() }, makePlan: makePlan,
            generations: PoolGenerations(state.file("pool-generations")), makeSources: makeSources, makeSink: makeSink,
            adopted: { configuration in
                log.turn(level: configuration.logLevel.level, style: configuration.logFormat.style)
                follow(configuration)
            })
    }

    @Sendable private func makePlan(_ configuration: Configuration) throws -> PipelinePlan {
        let naming = NodeNaming(
            NodeNameSource(configuration, variable: Self.environment["NODE_NAME"]), environment: Self.environment,
            logger: logger)
        let settings = SliceSettings(
            driver: configuration.driver, dialect: try configuration.dialect,
            policy: configuration.physicalFunctionWithVFs, nodeName: { try naming.name(of: $0) })
        return PipelinePlan(
            survey: { [host] in try host.essentials($0) }, completing: { [host] in host.completing($0, $1) },
            rules: SurveyRules(configuration), kind: configuration.cdiKind, roles: configuration.nvidiaRoles,
            specs: SpecPublisher(
                directory: CDIDirectory(configuration.cdiDirectory), kind: configuration.cdiKind, state: state),
            slices: configuration.sinks.isEmpty ? nil : settings, holder: claims)
    }

    @Sendable private func makeSources(_ configuration: Configuration) -> [any ChangeSource] {
        let directories = CDIDirectory.standard.map(\.path).filter { $0 != configuration.cdiDirectory }
        return host.sources(
            specs: directories + [configuration.cdiDirectory], besides: PreparedClaim.kind(of: configuration.driver),
            driversBelow: configuration.hostRoot, observer: observers)
    }

    @Sendable private func makeSink(_ configuration: SinkConfiguration) throws -> any SliceSink {
        let warn = { @Sendable [logger] (text: String) in logger.warning("\(configuration.name): \(text)") }
        let heard = { @Sendable [observers] (code: Int?) in observers.observe(.sinkAnswered(configuration.name, code)) }
        return switch configuration.destination {
        case .standardOutput: StreamSink()
        case .directory(let settings):
            WatchedSink(
                DirectorySink(settings.path, format: settings.format), keeping: settings.path,
                suffixes: [".json", ".yaml"], observer: observers)
        case .http(let settings): HTTPSink(settings, version: Self.version, warn: warn, heard: heard)
        case .kubernetes(let settings):
            KubernetesSink(
                settings: settings, environment: Self.environment, version: Self.version,
                tell: { [observers] in observers.observe(.clusterKnown(configuration.name, $0)) }, heard: heard,
                report: { [logger] in logger.tell($0, of: configuration.name) })
        }
    }
}

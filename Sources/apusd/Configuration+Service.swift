import AgentConfiguration
import Endpoint
import Logging
import Operations

extension LogLevel {
    var level: Logger.Level {
        switch self {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }
}

extension LogFormat {
    var style: LogStyle {
        switch self {
        case .automatic: .fittingStandardError
        case .text: .text
        case .journal: .journal
        case .json: .json
        }
    }
}

extension EndpointAddress {
    init(_ address: ListenAddress) {
        self =
            switch address {
            case .loopback(let host, let port): .loopback(host: host, port: port)
            case .unix(let path): .unix(path)
            }
    }
}

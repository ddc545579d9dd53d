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

/// An endpoint that is wanted.
struct EndpointWish: Hashable, Sendable {
    let address: ListenAddress
    let access: EndpointAccess

    /// Nil where none is.
    init?(_ settings: EndpointSettings) {
        guard let listen = settings.listen else { return nil }
        address = listen
        var access = EndpointAccess(tokenFile: settings.tokenFile)
        if let certificate = settings.certificate, let key = settings.key {
            access.tls = EndpointAccess.TLSFiles(certificate: certificate, key: key, clientCA: settings.clientCA)
        }
        self.access = access
    }
}

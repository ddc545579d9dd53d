import AgentConfiguration
import HTTPSink

extension HTTPSink {
    init(_ configured: AgentConfiguration.HTTPSinkSettings, version: String) throws {
        var settings = Settings(url: configured.url.description)
        settings.tokenFile = configured.tokenFile
        settings.clientCertificate = configured.client?.certificate
        settings.clientKey = configured.client?.key
        settings.ca = configured.ca
        settings.timeout = configured.timeout
        try self.init(settings, version: version)
    }
}

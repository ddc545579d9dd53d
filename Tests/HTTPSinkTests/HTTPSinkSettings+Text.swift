import Delivery
import SystemPackage

extension HTTPSinkSettings {
    init(
        url: String, tokenFile: FilePath? = nil, clientCertificate: FilePath? = nil, clientKey: FilePath? = nil,
        ca: FilePath? = nil, timeout: Duration = .seconds(10)
    ) throws(SinkURLError) {
        self.init(url: try SinkURL(url), tokenFile: tokenFile, ca: ca, timeout: timeout)
        if let clientCertificate, let clientKey {
            client = ClientIdentity(certificate: clientCertificate, key: clientKey)
        }
    }
}

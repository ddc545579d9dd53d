package import SystemPackage

/// A directory that holds one file for each slice.
package struct DirectorySinkSettings: Hashable, Sendable {
    package enum Format: String, CaseIterable, Sendable {
        case yaml, json
    }

    /// Absolute.
    package let path: FilePath
    package let format: Format

    package init(path: FilePath, format: Format = .yaml) {
        self.path = path
        self.format = format
    }
}

/// A server that takes all slices of a node by PUT.
package struct HTTPSinkSettings: Hashable, Sendable {
    package let url: SinkURL
    /// Holds a bearer token.
    package var tokenFile: FilePath?
    package var client: ClientIdentity?
    /// Holds the CAs that the server's certificate may come from, in PEM; the system's where it is absent.
    package var ca: FilePath?
    /// For one attempt as a whole, from the connection to the end of the answer.
    package var timeout: Duration

    package init(
        url: SinkURL, tokenFile: FilePath? = nil, client: ClientIdentity? = nil, ca: FilePath? = nil,
        timeout: Duration = .seconds(10)
    ) {
        self.url = url
        self.tokenFile = tokenFile
        self.client = client
        self.ca = ca
        self.timeout = timeout
    }

    /// Files, in PEM, of what this node shows.
    package struct ClientIdentity: Hashable, Sendable {
        /// The certificate, then those that lead to its CA.
        package let certificate: FilePath
        /// Without a passphrase.
        package let key: FilePath

        package init(certificate: FilePath, key: FilePath) {
            self.certificate = certificate
            self.key = key
        }
    }
}

/// A cluster's API server.
package struct KubernetesSinkSettings: Hashable, Sendable {
    /// nil looks in the usual places, or takes the pod's own account.
    package var kubeconfig: FilePath?
    /// nil takes the kubeconfig's current context.
    package var context: String?
    /// The first request waits a random part of it, so that agents that start together do not ask together.
    package var startSpread: Duration
    /// How many requests a second, once a burst of them is used up.
    package var requestsPerSecond: Double
    package var requestBurst: Int

    package init(
        kubeconfig: FilePath? = nil, context: String? = nil, startSpread: Duration = .seconds(5),
        requestsPerSecond: Double = 10, requestBurst: Int = 50
    ) {
        self.kubeconfig = kubeconfig
        self.context = context
        self.startSpread = startSpread
        self.requestsPerSecond = requestsPerSecond
        self.requestBurst = requestBurst
    }
}

import AsyncHTTPClient
package import Delivery
import Documents
import Glibc
import HTTPExchange
import NIOCore
import NIOHTTP1
import ResourceSlices
import SystemPackage

/// Puts all slices of the node's pool to one URL, as one document.
package actor HTTPSink: SliceSink {
    private let settings: HTTPSinkSettings
    private let userAgent: String
    private let reader: CredentialReader
    private let warn: @Sendable (String) -> Void
    private let heard: @Sendable (_ code: Int?) -> Void
    /// Seconds since 1970.
    private let now: @Sendable () -> Int64
    private let clock: any Clock<Duration>

    private var connections: Connections?
    private var isClosed = false
    /// What the server did not let in, until something else is let in.
    private var denied: Credentials?
    private var denials: AsyncStream<Void>.Continuation?
    private var exposed: Set<FilePath> = []

    /// Neither the network nor a file is touched before the first publication. `version` is the agent's. `warn` hears,
    /// once, of each thing that works but had better be changed; `heard` the status of each answer, nil for none.
    package init(
        _ settings: HTTPSinkSettings, version: String, warn: @Sendable @escaping (String) -> Void = { _ in },
        heard: @Sendable @escaping (_ code: Int?) -> Void = { _ in },
        clock: any Clock<Duration> = ContinuousClock(), now: @Sendable @escaping () -> Int64 = { Int64(time(nil)) }
    ) {
        self.settings = settings
        userAgent = "apusd/\(version)"
        self.warn = warn
        self.heard = heard
        self.clock = clock
        self.now = now
        reader = CredentialReader()
    }

    package func publish(_ publication: SlicePublication) async throws(SinkFailure) {
        let list = publication.pool.resourceSliceList(publication.renderer.dialect.apiVersion)
        let body = ByteBuffer(bytes: list.compactJSONBytes)
        let url = settings.url.url(for: publication.renderer.nodeName)
        var credentials = try await credentials()
        var answer = try await put(body, to: url, with: credentials)
        if answer.isDenial {
            // The token may have been replaced since it was read.
            let current = try await self.credentials()
            if current.token != credentials.token {
                credentials = current
                answer = try await put(body, to: url, with: current)
            }
        }
        denied = answer.isDenial ? credentials : nil
        denials?.yield()
        let failure = answer.failure(
            from: settings.url, token: credentials.token, tokenFile: settings.tokenFile?.string, now: now())
        if let failure { throw failure }
    }

    /// While the server denies access, the files are looked at once a minute: a new token deserves a new attempt. At all
    /// other times nothing happens here.
    package func watch(_ notice: @Sendable @escaping (SinkNotice) -> Void) async {
        guard settings.tokenFile ?? settings.client?.key != nil else { return }
        let (events, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        denials = continuation
        continuation.yield()
        for await _ in events {
            while let denied {
                // Thrown only when nobody waits any more.
                guard (try? await clock.sleep(for: .seconds(60))) != nil else { return }
                // A file that cannot be read now may be on its way.
                guard let current = try? await read(), current != denied else { continue }
                if self.denied == denied { self.denied = nil }
                notice(.changedOutside)
            }
        }
    }

    /// Closes the connections. What is published later is refused.
    package func close() async {
        isClosed = true
        let last = connections
        connections = nil
        await last?.close()
    }

    private func credentials() async throws(SinkFailure) -> Credentials {
        let credentials: Credentials
        do {
            credentials = try await read()
        } catch {
            // Nobody tells when a file is put right, so it has to be tried.
            throw .unavailable(error.description)
        }
        for path in credentials.exposed where exposed.insert(path).inserted {
            warn(CredentialFile(path).exposureWarning)
        }
        return credentials
    }

    private func read() async throws(CredentialFault) -> Credentials {
        let settings = settings
        return try await reader.read(orElse: { $0 }) { () throws(CredentialFault) in try Credentials(settings) }
    }

    private func put(
        _ body: ByteBuffer, to url: String, with credentials: Credentials
    ) async throws(SinkFailure) -> HTTPReply {
        let connections = try connections(with: credentials.tls)
        var request = HTTPClientRequest(url: url)
        request.method = .PUT
        // A server may refuse a request without one, and a socket has no name to be put there.
        if case .unix = settings.url.transport { request.headers.add(name: "host", value: "localhost") }
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "accept", value: "application/json, text/plain")
        request.headers.add(name: "user-agent", value: userAgent)
        if let token = credentials.token { request.headers.add(name: "authorization", value: token.authorization) }
        request.body = .bytes(body)
        do {
            let reply = try await connections.send(request, within: settings.timeout, on: clock)
            heard(reply.status)
            return reply
        } catch {
            heard(nil)
            throw .unavailable(error.sentence(about: peer(credentials.tls)))
        }
    }

    private func peer(_ tls: TLSIdentity) -> ExchangePeer {
        ExchangePeer(name: settings.url.description, tls: tls, settings: .httpSink)
    }

    /// Those that were made with these certificates; an exchange on older ones may go on to its end.
    private func connections(with tls: TLSIdentity) throws(SinkFailure) -> Connections {
        guard !isClosed else { throw .unavailable(ExchangeFailure.stopped.sentence(about: peer(tls))) }
        if let connections, connections.tls == tls { return connections }
        do {
            let made = try Connections(to: settings.url, with: tls, timeout: settings.timeout)
            connections = made
            return made
        } catch {
            throw .unavailable(error.description)
        }
    }
}

/// What the files that the settings name held at one moment.
private struct Credentials: Hashable, Sendable {
    let token: BearerToken?
    let tls: TLSIdentity
    /// Files with a secret that every user of the machine may read.
    let exposed: [FilePath]

    init(_ settings: HTTPSinkSettings) throws(CredentialFault) {
        var exposed: [FilePath] = []
        token = try settings.tokenFile.map { path throws(CredentialFault) in
            let content = try CredentialFile(path).read()
            if content.isPublic { exposed.append(path) }
            return try BearerToken(content.bytes, from: "The token file \(path)")
        }
        var tls = TLSIdentity(authorities: try settings.ca.map { path throws(CredentialFault) in try PEMText(path) })
        if let client = settings.client {
            let key = try CredentialFile(client.key).read()
            if key.isPublic { exposed.append(client.key) }
            tls.client = TLSIdentity.Client(
                certificate: try PEMText(client.certificate), key: PEMText(key.bytes, from: "The file \(client.key)"))
        }
        self.tls = tls
        self.exposed = exposed
    }
}

private import Dispatch
internal import HummingbirdCore
internal import Logging
internal import NIOCore
private import NIOSSL

/// A connection with TLS around HTTP. Certificates are those that the files have when it begins.
struct SecuredChannel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    private let http: HTTP1Channel
    private let identity: ServerIdentity
    /// Reading files may block.
    private let queue = DispatchQueue(label: "apus.endpoint-identity")

    init(http: HTTP1Channel, identity: ServerIdentity) {
        self.http = http
        self.identity = identity
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let context = channel.eventLoop.makePromise(of: NIOSSLContext.self)
        queue.async { [identity] in context.succeed(identity.context()) }
        return context.futureResult.flatMapThrowing { context in
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        }.flatMap { http.setup(channel: channel, logger: logger) }
    }

    func handle(value: Value, logger: Logger) async { await http.handle(value: value, logger: logger) }
}

private import Delivery
internal import NIOCore
internal import NIOHTTP1

/// Reads of a request's head what the layers above do not see: its version, and how many hosts it names.
final class RequestRules: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let checksHost: Bool

    init(checksHost: Bool) { self.checksHost = checksHost }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        // RFC 9112, 3.2: exactly one, but none is needed before HTTP/1.1.
        let hosts = head.headers["Host"].count
        let needsHost = (head.version.major, head.version.minor) >= (1, 1)
        guard !checksHost || hosts == 1 || hosts == 0 && !needsHost else {
            return context.fireErrorCaught(HTTPParserError.invalidHeaderToken)
        }
        // The server looks for this very word, and knows nothing of versions.
        if !head.isKeepAlive { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }
}

/// Puts the rules directly behind the decoder, where heads still have their versions.
final class RequestRulesInstaller: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let checksHost: Bool

    init(checksHost: Bool) { self.checksHost = checksHost }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        do {
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(RequestRules(checksHost: checksHost), position: .after(decoder))
        } catch {
            context.fireErrorCaught(error)
        }
    }
}

/// The host that a client means to speak to.
struct RequestedHost {
    private let authority: Authority

    /// `name`, `name:port`, `[address]` or `[address]:port`; nil for anything else.
    init?(_ text: String) {
        guard let authority = try? Authority(text[...]), !authority.host.hasPrefix("[") || authority.isAddress else {
            return nil
        }
        self.authority = authority
    }

    /// Whether it can only be this machine, or an address that was written as such. A name may have been made to lead
    /// here by a page that a browser on this machine shows, which could then read what only this machine may.
    var isTrusted: Bool { authority.host == "localhost" || authority.isAddress }
}

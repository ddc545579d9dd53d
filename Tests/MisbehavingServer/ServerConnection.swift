private import Glibc
internal import NIOCore
private import NIOSSL

/// One connection to a misbehaving server.
final class ServerConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: MisbehavingServer
    private var bytes: [UInt8] = []
    private var isFlooding = false
    private var drips = 0

    init(_ server: MisbehavingServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += unwrapInboundIn(data).readableBytesView
        // There is none without TLS.
        let peer = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
        if bytes.first == 0x16 {
            // The first byte of TLS, which web servers answer so.
            react(.sayAndClose(Reaction.head("400 Bad Request", [])), context)
        }
        while let request = ReceivedRequest(from: &bytes, by: peer) {
            react(server.reaction(to: request), context)
        }
    }

    /// The other side went away or wants no such TLS, which the tests are about.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelWritabilityChanged(context: ChannelHandlerContext) { flood(context) }

    private func react(_ reaction: Reaction, _ context: ChannelHandlerContext) {
        switch reaction {
        case .say(let text): say(text, context)
        case .sayAndClose(let text):
            say(text, context)
            context.close(promise: nil)
        case .sayBytesAndClose(let bytes):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            context.close(promise: nil)
        case .decide(let reaction): react(reaction(), context)
        case .sayAndReset(let text):
            say(text, context)
            (context.channel as? any SocketOptionProvider)?
                .setSoLinger(linger(l_onoff: 1, l_linger: 0))
                .assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        case .sayAndDrip(let text):
            say(text, context)
            drip(context)
        case .sayAndFlood(let text):
            say(text, context)
            isFlooding = true
            flood(context)
        case .silence: break
        case .first(let act, let reaction):
            act()
            react(reaction, context)
        }
    }

    private func say(_ text: String, _ context: ChannelHandlerContext) {
        guard !text.isEmpty else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }

    private func drip(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        say(" ", context)
        drips += 1
        if drips == 100 { server.drip.finish() }
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(10)) { self.drip(context) }
    }

    private func flood(_ context: ChannelHandlerContext) {
        guard isFlooding, context.channel.isActive, context.channel.isWritable else { return }
        say(String(repeating: "x", count: 65536), context)
        context.eventLoop.assumeIsolated().execute { self.flood(context) }
    }
}

private import NIOCore
private import NIOPosix
private import Synchronization

/// An HTTP and SOCKS proxy that leads everybody to one port of this machine, whatever was asked for.
package final class Proxy: Sendable {
    package let port: Int
    private let channel: any Channel
    private let log: Log

    private final class Log: Sendable {
        let lines = Mutex<[String]>([])
    }

    package init(to target: Int) async throws {
        let log = Log()
        let group = MultiThreadedEventLoopGroup.singleton
        channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(
                        Greeting { line in
                            log.lines.withLock { $0.append(line) }
                            return ClientBootstrap(group: child.eventLoop)
                                .connect(host: "127.0.0.1", port: target)
                        })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        self.log = log
        port = channel.localAddress?.port ?? 0
    }

    /// The first words of each request.
    package var asked: [String] { log.lines.withLock(\.self) }

    package func stop() async throws { try await channel.close() }

    /// Hears where somebody wants to go, and then only passes bytes on.
    private final class Greeting: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let connect: (String) -> EventLoopFuture<any Channel>
        private var head: [UInt8] = []
        private var peer: (any Channel)?
        private var hasGreeted = false

        init(_ connect: @escaping (String) -> EventLoopFuture<any Channel>) { self.connect = connect }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            if let peer { return peer.writeAndFlush(bytes, promise: nil) }
            head += bytes.readableBytesView
            if head.first == 5 { return socks(context) }
            guard let text = String(validating: head, as: UTF8.self), text.hasSuffix("\r\n\r\n") else { return }
            let line = text.split(separator: " ").prefix(2).joined(separator: " ")
            lead(to: line, saying: Array("HTTP/1.1 200 Connected\r\n\r\n".utf8), context)
        }

        /// RFC 1928, for names and without a password.
        private func socks(_ context: ChannelHandlerContext) {
            guard hasGreeted else {
                guard head.count > 2, head.count >= 2 + Int(head[1]) else { return }
                hasGreeted = true
                head = []
                return context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: [5, 0])), promise: nil)
            }
            guard head.count > 4, head[3] == 3, head.count == 7 + Int(head[4]) else { return }
            let name = String(decoding: head[5..<5 + Int(head[4])], as: UTF8.self)
            let port = Int(head[head.count - 2]) << 8 | Int(head[head.count - 1])
            lead(to: "SOCKS \(name):\(port)", saying: [5, 0, 0, 1, 0, 0, 0, 0, 0, 0], context)
        }

        private func lead(to place: String, saying answer: [UInt8], _ context: ChannelHandlerContext) {
            connect(place).assumeIsolated().whenComplete { result in
                guard let peer = try? result.get(),
                    (try? peer.pipeline.syncOperations.addHandler(Passing(context.channel))) != nil
                else { return context.close(promise: nil) }
                self.peer = peer
                context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(bytes: answer)), promise: nil)
            }
        }

        func channelInactive(context: ChannelHandlerContext) { peer?.close(promise: nil) }
    }

    /// Passes what comes back.
    private final class Passing: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let peer: any Channel

        init(_ peer: any Channel) { self.peer = peer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            peer.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) { peer.close(promise: nil) }
    }
}

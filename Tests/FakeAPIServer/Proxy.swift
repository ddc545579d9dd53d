private import NIOCore
private import NIOPosix
private import Synchronization

/// An HTTP proxy that leads every CONNECT to one port of this machine, whatever was asked for.
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

    /// Reads the head of a CONNECT, answers it, and then only passes bytes on.
    private final class Greeting: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let connect: (String) -> EventLoopFuture<any Channel>
        private var head = ""
        private var peer: (any Channel)?

        init(_ connect: @escaping (String) -> EventLoopFuture<any Channel>) { self.connect = connect }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            if let peer { return peer.writeAndFlush(bytes, promise: nil) }
            head += String(buffer: bytes)
            guard head.contains("\r\n\r\n") else { return }
            let line = head.split(separator: " ").prefix(2).joined(separator: " ")
            connect(line).assumeIsolated().whenComplete { result in
                guard let peer = try? result.get(),
                    (try? peer.pipeline.syncOperations.addHandler(Passing(context.channel))) != nil
                else { return context.close(promise: nil) }
                self.peer = peer
                context.writeAndFlush(
                    self.wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 200 Connected\r\n\r\n")), promise: nil)
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

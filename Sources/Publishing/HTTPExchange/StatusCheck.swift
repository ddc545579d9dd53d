package import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// A status line that HTTP does not know: statuses have three digits, the first from 1 to 5 (RFC 9110, 15).
package struct ImpossibleStatus: Error, Hashable, Sendable {
    package let code: Int
}

extension HTTPClient.Configuration {
    /// Makes an impossible status an error. async-http-client takes every status below 100 for an informational one and
    /// ends the process when no other follows.
    package mutating func refuseImpossibleStatus() {
        http1_1ConnectionDebugInitializer = { channel in
            channel.eventLoop.submit {
                let pipeline = channel.pipeline.syncOperations
                let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
                try pipeline.addHandler(StatusCheck(), position: .after(decoder))
            }
        }
    }
}

/// Stands between the decoder and the client, and lets nothing through after an impossible status.
private final class StatusCheck: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private var hasFailed = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasFailed else { return }
        if case .head(let head) = unwrapInboundIn(data), !(100..<600).contains(head.status.code) {
            hasFailed = true
            context.fireErrorCaught(ImpossibleStatus(code: Int(head.status.code)))
            context.close(promise: nil)
            return
        }
        context.fireChannelRead(data)
    }
}

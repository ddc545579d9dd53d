import Documents
import NIOCore
import NIOHTTP1
import NIOSSL

/// Takes requests from one connection to the cluster and its answers back.
final class ServerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let cluster: TestCluster
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var watch: Int?

    init(_ cluster: TestCluster) { self.cluster = cluster }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let buffer): body += Array(buffer: buffer)
        case .end:
            guard let head else { return }
            answer(head, context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let watch { cluster.endWatch(watch) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        var request = ServerRequest(
            method: head.method.rawValue, uri: head.uri, authorization: head.headers.first(name: "authorization"),
            certificate: certificate(context), body: body)
        request.userAgent = head.headers.first(name: "user-agent")
        let fault = cluster.fault(for: request)
        switch fault {
        case .late(let delay):
            let nanoseconds = Int64(delay / .nanoseconds(1))
            context.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(nanoseconds)) {
                self.carryOut(request, nil, context)
            }
            return
        case .status(let code, let retryAfter):
            let reason = code == 409 ? "Conflict" : "Fault"
            return write(code, ServerAnswer.statusObject(code, reason, "a fault on demand"), retryAfter, context)
        case .cut: return context.close(promise: nil)
        case .lostAnswer, .cutAnswer, nil: carryOut(request, fault, context)
        }
    }

    private func carryOut(_ request: ServerRequest, _ fault: Fault?, _ context: ChannelHandlerContext) {
        let channel = context.channel
        let answer = cluster.answer(request) { line in
            if let line {
                channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: line))), promise: nil)
            } else {
                channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
            }
        }
        guard fault != .lostAnswer else { return context.close(promise: nil) }
        switch answer {
        case .document(let code, let document, let retryAfter):
            write(code, document, retryAfter, cut: fault == .cutAnswer, context)
        case .watch(let id, let lines):
            watch = id
            let head = HTTPResponseHead(
                version: .http1_1, status: .ok,
                headers: ["content-type": "application/json", "transfer-encoding": "chunked"])
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
            for line in lines {
                context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: line)))), promise: nil)
            }
            if fault == .cutAnswer { context.close(promise: nil) }
        }
    }

    private func certificate(_ context: ChannelHandlerContext) -> ClientCertificate? {
        let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
        return (try? handler?.peerCertificate?.toDERBytes()).flatMap { ClientCertificate(der: $0) }
    }

    private func write(
        _ code: Int, _ document: JSONValue, _ retryAfter: Int?, cut: Bool = false, _ context: ChannelHandlerContext
    ) {
        let bytes = Array(document.compactJSONText.utf8)
        var headers: HTTPHeaders = ["content-type": "application/json", "content-length": String(bytes.count)]
        if let retryAfter { headers.add(name: "retry-after", value: String(retryAfter)) }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: code), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        let part = cut ? Array(bytes.prefix(bytes.count / 2)) : bytes
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: part)))), promise: nil)
        guard !cut else { return context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}

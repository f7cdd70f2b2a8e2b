import NIOCore

/// Ends a connection whose other side has taken nothing of an answer for a while, so that a download that stands still holds neither
/// memory nor a turn, and no shutdown.
public final class StalledClient: ChannelInboundHandler, RemovableChannelHandler {
    public typealias InboundIn = Never

    private let patience: TimeAmount
    private var ending: Scheduled<Void>?

    /// - Parameter patience: how long everything that can wait in the connection may wait.
    public init(patience: Duration) {
        self.patience = TimeAmount(patience)
    }

    public func channelWritabilityChanged(context: ChannelHandlerContext) {
        ending?.cancel()
        ending = nil
        if !context.channel.isWritable {
            let channel = context.channel
            ending = context.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    public func handlerRemoved(context: ChannelHandlerContext) { ending?.cancel() }
    public func channelInactive(context: ChannelHandlerContext) {
        ending?.cancel()
        context.fireChannelInactive()
    }
}

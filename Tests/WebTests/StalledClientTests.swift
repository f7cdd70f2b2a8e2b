import NIOCore
import NIOEmbedded
import Testing
import Web

@Suite struct `A client that stops reading` {
    private func stalled(_ body: (EmbeddedChannel) throws -> Void) throws {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(StalledClient(patience: .seconds(60)))
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "client")).wait()
        try body(channel)
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    private func takes(_ takes: Bool, _ channel: EmbeddedChannel) {
        channel.isWritable = takes
        channel.pipeline.fireChannelWritabilityChanged()
    }

    @Test func `is cut off after its patience, and not before`() throws {
        try stalled { channel in
            takes(false, channel)
            channel.embeddedEventLoop.advanceTime(by: .seconds(59))
            #expect(channel.isActive)
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            #expect(!channel.isActive)
        }
    }

    @Test func `has the whole time again whenever it takes something`() throws {
        try stalled { channel in
            for _ in 0..<5 {
                takes(false, channel)
                channel.embeddedEventLoop.advanceTime(by: .seconds(59))
                takes(true, channel)
                channel.embeddedEventLoop.advanceTime(by: .seconds(600))
                #expect(channel.isActive)
            }
        }
    }
}

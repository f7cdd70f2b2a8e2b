import NIOCore
import NIOPosix

/// ClamAV's daemon, to which a file is sent over its socket (the command `INSTREAM` of clamd(8)).
public struct ClamdScanner: VirusScanner {
    /// Where the daemon listens.
    public enum Address: Hashable, Sendable {
        case socket(path: String)
        case host(String, port: Int)
    }

    public struct MalformedAddress: Error, Equatable, CustomStringConvertible {
        let text: String
        public var description: String { "a scanner's address is /path/to/clamd.ctl or host:port, not \(text)" }
    }

    let address: Address
    let patience: Duration
    /// Bytes in one portion.
    private static let portion = 64 << 10
    /// Bytes of the longest answer that is read.
    private static let longestAnswer = 4 << 10

    public init(_ address: Address, patience: Duration = .seconds(30)) {
        self.address = address
        self.patience = patience
    }

    /// - Parameter text: `/path/to/clamd.ctl` or `host:port`.
    public init(_ text: String) throws(MalformedAddress) {
        if text.hasPrefix("/") {
            self.init(.socket(path: text))
            return
        }
        guard let colon = text.lastIndex(of: ":"), colon > text.startIndex,
            let port = UInt16(text[text.index(after: colon)...]), port > 0
        else { throw MalformedAddress(text: text) }
        self.init(.host(String(text[..<colon]), port: Int(port)))
    }

    public func scan(_ bytes: [UInt8]) async -> ScanVerdict {
        do {
            return Self.verdict(try await answer(to: Self.command(bytes)))
        } catch {
            return .unable("\(error)")
        }
    }

    /// The file every scanner knows by agreement (EICAR); in two parts, so that no scanner takes this program for it.
    public static let eicar = Array(
        (#"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR"# + "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").utf8)

    /// The command, then portions with their length before them, then a portion of nothing.
    private static func command(_ bytes: [UInt8]) -> ByteBuffer {
        var message = ByteBuffer()
        message.reserveCapacity(bytes.count + 16 + 4 * (bytes.count / portion + 2))
        message.writeStaticString("zINSTREAM\0")
        for start in stride(from: 0, to: bytes.count, by: portion) {
            let part = bytes[start..<min(start + portion, bytes.count)]
            message.writeInteger(UInt32(part.count))
            message.writeBytes(part)
        }
        message.writeInteger(UInt32(0))
        return message
    }

    private static func verdict(_ answer: String) -> ScanVerdict {
        let said = answer.hasPrefix("stream: ") ? answer.dropFirst("stream: ".count) : answer[...]
        if said == "OK" { return .clean }
        if said.hasSuffix(" FOUND") { return .infected(String(said.dropLast(" FOUND".count))) }
        return .unable(said.isEmpty ? "the scanner hung up" : String(said))
    }

    private struct OutOfPatience: Error, CustomStringConvertible {
        let description = "the scanner did not answer in time"
    }

    private func answer(to message: ByteBuffer) async throws -> String {
        try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask { try await converse(message) }
            group.addTask {
                try await Task.sleep(for: patience)
                throw OutOfPatience()
            }
            defer { group.cancelAll() }
            return try await group.next() ?? ""
        }
    }

    private func converse(_ message: ByteBuffer) async throws -> String {
        let channel = try await connected()
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(message)
            var answer = ByteBuffer()
            for try await part in inbound {
                answer.writeImmutableBuffer(part)
                if part.readableBytesView.contains(0) || answer.readableBytes > Self.longestAnswer { break }
            }
            return String(decoding: answer.readableBytesView.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private func connected() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        let client = ClientBootstrap(group: NIOSingletons.posixEventLoopGroup).connectTimeout(.seconds(5))
        let wrapped: @Sendable (any Channel) -> EventLoopFuture<NIOAsyncChannel<ByteBuffer, ByteBuffer>> = { channel in
            channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
        }
        switch address {
        case .socket(let path): return try await client.connect(unixDomainSocketPath: path, channelInitializer: wrapped)
        case .host(let host, let port):
            return try await client.connect(host: host, port: port, channelInitializer: wrapped)
        }
    }
}

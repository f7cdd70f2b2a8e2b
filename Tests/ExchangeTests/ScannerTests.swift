@testable import Exchange
import Foundation
import NIOCore
import NIOPosix
import TestPrograms
import Testing

@Suite struct `A file before ClamAV's daemon` {
    /// A real daemon that knows one signature: the file every scanner knows.
    private static let daemon = "/usr/sbin/clamd"
    private static let hasDaemon = FileManager.default.isExecutableFile(atPath: daemon)

    private func withDaemon(_ body: (ClamdScanner) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "lianban-clamd-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: folder + "/signatures", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let known = ClamdScanner.eicar.map { String(format: "%02x", $0) }.joined()
        try "Test-Signature:0:0:\(known)\n".write(
            toFile: folder + "/signatures/test.ndb", atomically: true, encoding: .utf8)
        let socket = folder + "/clamd.ctl"
        try "LocalSocket \(socket)\nDatabaseDirectory \(folder)/signatures\nForeground yes\nStreamMaxLength 6M\n"
            .write(toFile: folder + "/clamd.conf", atomically: true, encoding: .utf8)
        let process = try ChildProcess.start(Self.daemon) { process in
            process.arguments = ["--config-file", folder + "/clamd.conf"]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
        }.process
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        for _ in 0..<600 where !FileManager.default.fileExists(atPath: socket) {
            try #require(process.isRunning, "the daemon ended")
            try await Task.sleep(for: .milliseconds(50))
        }
        try await body(try ClamdScanner(socket))
    }

    @Test(.enabled(if: hasDaemon, "SKIPPED: clamav-daemon is not installed; bin/setup test installs it"))
    func `is clean, infected, or too long to be looked at`() async throws {
        try await withDaemon { scanner in
            #expect(await scanner.scan(Array("三个月无收入承诺".utf8)) == .clean)
            #expect(await scanner.scan([]) == .clean)
            #expect(await scanner.scan([UInt8](repeating: 7, count: 5 << 20)) == .clean)
            guard case .infected(let name) = await scanner.scan(ClamdScanner.eicar) else {
                Issue.record("the file every scanner knows was not found")
                return
            }
            #expect(name.hasPrefix("Test-Signature"))
            guard case .unable = await scanner.scan([UInt8](repeating: 7, count: 7 << 20)) else {
                Issue.record("a file longer than the daemon takes passes")
                return
            }
        }
    }

    @Test func `is not looked at when nobody listens, when the daemon hangs, or when it answers anything else`()
        async throws
    {
        let nobody = ClamdScanner(.socket(path: "/nonexistent/clamd.ctl"))
        guard case .unable = await nobody.scan([1]) else {
            Issue.record("nobody listens, and the file passes")
            return
        }
        for answer in [
            nil, "", "stream: OK?\0", "INSTREAM size limit exceeded. ERROR\0", String(repeating: "x", count: 9_000),
        ] {
            let server = try await ServerBootstrap(group: NIOSingletons.posixEventLoopGroup)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Daemon(answer: answer))
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            let port = try #require(server.localAddress?.port)
            let scanner = ClamdScanner(.host("127.0.0.1", port: port), patience: .milliseconds(300))
            guard case .unable(let reason) = await scanner.scan([1, 2, 3]) else {
                Issue.record("a file passes with the answer \(answer ?? "none")")
                return
            }
            #expect(!reason.isEmpty)
            try await server.close()
        }
    }

    /// Answers whatever comes with one text and hangs up, or never answers.
    private final class Daemon: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let answer: String?
        init(answer: String?) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard let answer else { return }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
            context.close(promise: nil)
        }
    }

    @Test(arguments: [
        ("/run/clamav/clamd.ctl", ClamdScanner.Address.socket(path: "/run/clamav/clamd.ctl")),
        ("scanner.example:3310", .host("scanner.example", port: 3310)),
    ])
    func `has an address`(text: String, address: ClamdScanner.Address) throws {
        #expect(try ClamdScanner(text).address == address)
    }

    @Test(arguments: ["", "clamd", ":3310", "host:", "host:0", "host:70000"])
    func `has no such address`(text: String) {
        #expect(throws: ClamdScanner.MalformedAddress.self) { try ClamdScanner(text) }
    }
}

import Foundation
import Glibc

/// One HTTP request ready to be sent, head and body.
typealias RequestBytes = [UInt8]

/// What a load run saw.
struct LoadResult {
    /// Latency of every answered request in microseconds.
    var latencies: [Int] = []
    /// Answers by status code.
    var statuses: [Int: Int] = [:]
    /// Wall time from the first request to the last answer, in seconds.
    var seconds = 0.0
    /// The first answer that was not a success, for the message.
    var firstProblem: String?

    /// The latency below which this share of requests stayed, in milliseconds.
    func percentile(_ share: Double) -> Double {
        guard !latencies.isEmpty else { return 0 }
        let sorted = latencies.sorted()
        return Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]) / 1_000
    }
}

/// Drives an HTTP/1.1 server on this machine over kept-alive connections from one thread, with poll and no library in between,
/// so that the generator takes as little as possible from the cores it shares with the server.
struct LoadGenerator {
    enum Failure: Error, CustomStringConvertible {
        case cannotConnect(Int32)
        case connectionLost
        case notHTTP(String)

        var description: String {
            switch self {
            case .cannotConnect(let code): "cannot connect to the server: \(String(cString: strerror(code)))"
            case .connectionLost: "the server closed a connection"
            case .notHTTP(let text): "the server answered something that is not HTTP: \(text)"
            }
        }
    }

    /// The servers, among which the connections are shared out.
    let ports: [UInt16]
    let connections: Int

    private struct Connection {
        let descriptor: Int32
        var pending: RequestBytes = []
        var sent = 0
        var answer: [UInt8] = []
        var startedAt: UInt64 = 0
    }

    /// Sends what `next` makes until it gives nil, one request at a time on each connection.
    func run(_ next: (Int) -> RequestBytes?) throws -> LoadResult {
        var open: [Connection] = []
        defer { for connection in open { close(connection.descriptor) } }
        for index in 0..<connections { open.append(Connection(descriptor: try connect(ports[index % ports.count]))) }
        var result = LoadResult()
        var serial = 0
        var busy = 0
        let start = monotonic()
        var watched = open.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        for index in open.indices {
            if let request = next(serial) {
                serial += 1
                busy += 1
                try send(request, on: &open[index])
            }
        }
        while busy > 0 {
            guard poll(&watched, nfds_t(watched.count), 30_000) > 0 else { throw Failure.connectionLost }
            for index in watched.indices where watched[index].revents != 0 {
                guard try receive(&open[index], into: &result) else { continue }
                busy -= 1
                if let request = next(serial) {
                    serial += 1
                    busy += 1
                    try send(request, on: &open[index])
                }
            }
        }
        result.seconds = Double(monotonic() - start) / 1e9
        return result
    }

    private func connect(_ port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            close(descriptor)
            throw Failure.cannotConnect(errno)
        }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }

    /// Requests are a few kilobytes and fit into the socket's buffer, so a blocking send does not wait.
    private func send(_ request: RequestBytes, on connection: inout Connection) throws {
        connection.startedAt = monotonic()
        connection.answer.removeAll(keepingCapacity: true)
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes {
                Glibc.send(connection.descriptor, $0.baseAddress! + sent, request.count - sent, 0)
            }
            guard count > 0 else { throw Failure.connectionLost }
            sent += count
        }
    }

    /// Takes in what has arrived; true when the answer is complete.
    private func receive(_ connection: inout Connection, into result: inout LoadResult) throws -> Bool {
        try withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 8) { buffer in
            let count = recv(connection.descriptor, buffer.baseAddress, buffer.count, 0)
            guard count > 0 else { throw Failure.connectionLost }
            connection.answer.append(contentsOf: buffer[..<count])
        }
        guard let status = try Self.status(ofComplete: connection.answer) else { return false }
        result.latencies.append(Int((monotonic() - connection.startedAt) / 1_000))
        result.statuses[status, default: 0] += 1
        if status >= 400, result.firstProblem == nil {
            result.firstProblem = String(decoding: connection.answer.suffix(400), as: UTF8.self)
        }
        return true
    }

    /// The status code when head and body have arrived whole.
    private static func status(ofComplete answer: [UInt8]) throws -> Int? {
        try answer.withUnsafeBytes { bytes in
            guard let end = endOfHead(bytes) else { return nil }
            let head = UnsafeRawBufferPointer(rebasing: bytes[..<end])
            guard head.starts(with: "HTTP/1.1 ".utf8), head.count > 12 else {
                throw Failure.notHTTP(String(decoding: head.prefix(80), as: UTF8.self))
            }
            let status = head[9..<12].reduce(0) { $0 * 10 + Int($1 & 15) }
            return bytes.count >= end + 4 + length(in: head) ? status : nil
        }
    }

    private static func endOfHead(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var from = 0
        while let place = bytes[from...].firstIndex(of: 0x0D) {
            if bytes[place...].starts(with: [0x0D, 0x0A, 0x0D, 0x0A]) { return place }
            from = place + 1
        }
        return nil
    }

    /// The `Content-Length` of a head; 0 when it has none.
    private static func length(in head: UnsafeRawBufferPointer) -> Int {
        let name = Array("content-length:".utf8)
        var line = 0
        while line < head.count {
            let rest = head[line...]
            if rest.count > name.count, zip(rest, name).allSatisfy({ $0 | 0x20 == $1 || $0 == $1 }) {
                return rest.dropFirst(name.count).drop { $0 == 0x20 }.prefix { (0x30...0x39).contains($0) }
                    .reduce(0) { $0 * 10 + Int($1 & 15) }
            }
            guard let next = rest.firstIndex(of: 0x0A) else { return 0 }
            line = next + 1
        }
        return 0
    }

    private func monotonic() -> UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }
}

import Exchange
import Ledger
import Synchronization

/// Counts of what the site did, in the text form that Prometheus reads.
public final class Metrics: Sendable {
    private struct Series {
        var count = 0
        var seconds = 0.0
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count)
    }

    private struct Key: Hashable {
        let route: String
        let method: String
        let status: Int
    }

    /// Upper bounds of the latency buckets, in seconds.
    static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

    private let series = Mutex<[Key: Series]>([:])
    private let scans = Mutex<[String: Int]>([:])
    private let gauges = Mutex<
        [(name: String, help: String, labels: [String], read: @Sendable () -> [([String], Double)])]
    >([])

    private let tokenDigest: [UInt8]?

    /// - Parameter token: whoever reads them must show it; nil shows them to everybody.
    public init(token: String? = nil) {
        tokenDigest = token.map { Digest.sha256(Array($0.utf8)) }
    }

    /// Whether somebody who shows a token, or none, may read them.
    func areOpen(to token: String?) -> Bool {
        // Digests are compared, so that the time it takes tells nothing of the token.
        tokenDigest == nil || token.map { Digest.sha256(Array($0.utf8)) } == tokenDigest
    }

    /// Notes one answered request under its route's template.
    func note(route: String, method: String, status: Int, seconds: Double) {
        series.withLock { series in
            var entry = series[Key(route: route, method: method, status: status)] ?? Series()
            entry.count += 1
            entry.seconds += seconds
            for (index, bound) in Self.bounds.enumerated() where seconds <= bound { entry.buckets[index] += 1 }
            series[Key(route: route, method: method, status: status)] = entry
        }
    }

    /// Notes what the virus scanner said of an upload.
    func note(_ verdict: ScanVerdict) {
        let label =
            switch verdict {
            case .clean: "clean"
            case .infected: "infected"
            case .unable: "unable"
            }
        scans.withLock { $0[label, default: 0] += 1 }
    }

    /// Adds a value that is read when the metrics are asked for.
    public func gauge(_ name: String, help: String, _ read: @escaping @Sendable () -> Double) {
        gauges(name, help: help, labels: []) { [([], read())] }
    }

    /// Adds a family of values, one for each set of labels, that is read when the metrics are asked for.
    public func gauges(
        _ name: String, help: String, labels: [String], _ read: @escaping @Sendable () -> [([String], Double)]
    ) {
        gauges.withLock { $0.append((name, help, labels, read)) }
    }

    /// A label's value as the format wants it.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    /// The Prometheus text format, version 0.0.4.
    var text: String {
        var lines = [
            "# HELP http_request_duration_seconds Time to answer a request.",
            "# TYPE http_request_duration_seconds histogram",
        ]
        let sorted = series.withLock { $0 }.sorted {
            ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
        }
        for (key, entry) in sorted {
            let labels = "route=\"\(key.route)\",method=\"\(key.method)\",status=\"\(key.status)\""
            for (index, bound) in Self.bounds.enumerated() {
                lines.append("http_request_duration_seconds_bucket{\(labels),le=\"\(bound)\"} \(entry.buckets[index])")
            }
            lines.append("http_request_duration_seconds_bucket{\(labels),le=\"+Inf\"} \(entry.count)")
            lines.append("http_request_duration_seconds_sum{\(labels)} \(entry.seconds)")
            lines.append("http_request_duration_seconds_count{\(labels)} \(entry.count)")
        }
        let scanned = scans.withLock { $0 }.sorted { $0.key < $1.key }
        lines += [
            "# HELP uploads_scanned_total What the virus scanner said of uploads.",
            "# TYPE uploads_scanned_total counter",
        ]
        lines += scanned.map { "uploads_scanned_total{verdict=\"\($0.key)\"} \($0.value)" }
        for gauge in gauges.withLock({ $0 }) {
            lines += ["# HELP \(gauge.name) \(gauge.help)", "# TYPE \(gauge.name) gauge"]
            for (values, value) in gauge.read() {
                let labels = zip(gauge.labels, values).map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
                lines.append(labels.isEmpty ? "\(gauge.name) \(value)" : "\(gauge.name){\(labels)} \(value)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

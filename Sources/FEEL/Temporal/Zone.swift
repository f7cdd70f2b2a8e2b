import Foundation

/// What a time says of where it is measured.
public enum Zone: Hashable, Sendable {
    /// Nothing: a local time.
    case unspecified
    /// A fixed distance east of UTC in seconds, within ±18 hours (the standard's literals go to ±14).
    case offset(Int32)
    /// A named region of the IANA time zone database, such as `Asia/Shanghai`.
    case region(Region)

    public static let utc = Zone.offset(0)

    /// A region of the IANA time zone database.
    public final class Region: Hashable, Sendable {
        public let name: String
        private let rules: TimeZone

        init?(_ name: String) {
            guard Region.known.contains(name) || name.contains("/"), let rules = TimeZone(identifier: name) else {
                return nil
            }
            self.name = name
            self.rules = rules
        }

        private static let known = Set(TimeZone.knownTimeZoneIdentifiers).union(["UTC", "GMT", "Z"])

        /// Seconds east of UTC that hold when the local clock shows this moment (seconds since 1970 as if it were UTC).
        func offset(atLocal seconds: Int) -> Int {
            let first = rules.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
            let guess = rules.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds - first)))
            return guess
        }

        /// Seconds east of UTC that hold at this instant (seconds since 1970).
        func offset(at seconds: Int) -> Int {
            rules.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        }

        public static func == (left: Region, right: Region) -> Bool { left.name == right.name }
        public func hash(into hasher: inout Hasher) { hasher.combine(name) }
    }

    /// Reads what follows the seconds of a time: nothing, `Z`, `+08:00`, `@Asia/Shanghai`.
    init?(suffix: Substring) {
        guard let first = suffix.first else {
            self = .unspecified
            return
        }
        let rest = suffix.dropFirst()
        switch first {
        case "Z", "z":
            guard rest.isEmpty else { return nil }
            self = .utc
        case "@":
            guard let region = Region(String(rest)) else { return nil }
            self = .region(region)
        case "+", "-":
            let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
            guard (2...3).contains(parts.count),
                parts.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy(\.isASCIIDigit) })
            else { return nil }
            let numbers = parts.map { Int32($0) ?? 0 }
            guard numbers[0] <= 18, numbers[1] < 60, numbers.count == 2 || numbers[2] < 60 else { return nil }
            let seconds = numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
            guard seconds <= 18 * 3600 else { return nil }
            self = .offset(first == "-" ? -seconds : seconds)
        default:
            return nil
        }
    }

    /// Seconds east of UTC for a local moment (seconds since 1970 read as UTC); `nil` when unspecified.
    func offset(atLocal seconds: Int) -> Int? {
        switch self {
        case .unspecified: nil
        case .offset(let seconds): Int(seconds)
        case .region(let region): region.offset(atLocal: seconds)
        }
    }
}

extension Zone: CustomStringConvertible {
    /// Empty, `Z`, `+08:00` or `@Asia/Shanghai`.
    public var description: String {
        switch self {
        case .unspecified: return ""
        case .region(let region): return "@" + region.name
        case .offset(0): return "Z"
        case .offset(let seconds):
            let size = Int(seconds.magnitude)
            let tail = size % 60 == 0 ? "" : ":" + twoDigits(size % 60)
            return (seconds < 0 ? "-" : "+") + twoDigits(size / 3600) + ":" + twoDigits(size / 60 % 60) + tail
        }
    }
}

extension Character {
    var isASCIIDigit: Bool { self >= "0" && self <= "9" }
}

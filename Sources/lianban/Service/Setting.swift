import Access
import Foundation
import Ledger
import Logging
import Web

/// What may be set by a flag, in the environment or in an installation's file. Its name is that of the flag and in the file; the
/// environment's is in capitals after `LIANBAN_`.
enum Setting: String, CaseIterable {
    case data, store
    case keyFile = "key-file"
    case databaseWriters = "database-writers"
    case catalog, connectors, host, port
    case publicAddress = "public-address"
    case insecureCookies = "insecure-cookies"
    case identityProvider = "identity-provider"
    case secondFactor = "second-factor"
    case refusedPasswords = "refused-passwords"
    case virusScanner = "virus-scanner"
    case metricsToken = "metrics-token"
    case witness
    case witnessInside = "witness-inside"
    case cryptography, signature
    case logLevel = "log-level"
    case logFormat = "log-format"

    enum Kind: Equatable {
        case text
        case flag
        case number(ClosedRange<Int>)
        case oneOf([String])
    }

    var kind: Kind {
        switch self {
        case .data, .store, .keyFile, .catalog, .connectors, .host, .publicAddress, .identityProvider,
            .refusedPasswords,
            .virusScanner, .metricsToken, .witness:
            .text
        case .insecureCookies, .witnessInside: .flag
        case .databaseWriters: .number(1...64)
        case .port: .number(0...65_535)
        case .secondFactor: .oneOf(["staff", "none"])
        case .cryptography: .oneOf(CryptoProfile.allCases.map(\.rawValue))
        case .signature: .oneOf(SignatureScheme.allCases.map(\.rawValue))
        case .logLevel: .oneOf(Logger.Level.allCases.map(\.rawValue))
        case .logFormat: .oneOf(ServiceLog.Format.allCases.map(\.rawValue))
        }
    }

    /// Whether it must not be shown: the address of a database holds its password.
    var isSecret: Bool { self == .store || self == .metricsToken }

    /// The name in the environment.
    var variable: String { "LIANBAN_" + rawValue.uppercased().replacing("-", with: "_") }

    /// What a value would have to be; nil when it is.
    func complaint(about value: String) -> String? {
        switch kind {
        case .text: nil
        case .flag: Self.truths[value.lowercased()] == nil ? "\(rawValue) is true or false, not \(value)" : nil
        case .number(let range):
            Int(value).map(range.contains) == true
                ? nil : "\(rawValue) is a number from \(range.lowerBound) to \(range.upperBound), not \(value)"
        case .oneOf(let values):
            canonical(value) == nil ? "\(rawValue) is \(values.joined(separator: " or ")), not \(value)" : nil
        }
    }

    /// How one of several values is written; nil for none of them.
    func canonical(_ value: String) -> String? {
        guard case .oneOf(let values) = kind else { return value }
        return values.first { $0.lowercased() == value.lowercased() }
    }

    static let truths = [
        "true": true, "yes": true, "on": true, "1": true, "false": false, "no": false, "off": false, "0": false,
    ]
}

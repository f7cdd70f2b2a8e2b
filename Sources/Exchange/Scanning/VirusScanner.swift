/// Looks at files that come from outside before they are kept (ASVS 5.0, 5.4.3).
public protocol VirusScanner: Sendable {
    func scan(_ bytes: [UInt8]) async -> ScanVerdict
}

/// What a scanner says of a file.
public enum ScanVerdict: Hashable, Sendable {
    case clean
    /// The name the scanner has for what it found.
    case infected(String)
    /// Nobody looked, and why.
    case unable(String)
}

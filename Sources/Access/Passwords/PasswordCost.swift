/// How much work one guess at a password costs: the parameters of scrypt (RFC 7914).
public struct PasswordCost: Hashable, Sendable {
    /// The logarithm to base 2 of the rounds N; memory is 128 · N · blockSize bytes.
    public let logRounds: Int
    /// r
    public let blockSize: Int
    /// p
    public let parallelism: Int

    /// - Returns: nil for parameters that scrypt forbids or that would need more than 1 GiB.
    public init?(logRounds: Int, blockSize: Int, parallelism: Int) {
        guard (1...24).contains(logRounds), (1...32).contains(blockSize), (1...16).contains(parallelism),
            logRounds < 16 * blockSize, 128 * blockSize << logRounds <= 1 << 30
        else { return nil }
        self.init(logRounds, blockSize, parallelism)
    }

    private init(_ logRounds: Int, _ blockSize: Int, _ parallelism: Int) {
        self.logRounds = logRounds
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// N = 2¹⁷, r = 8, p = 1: 128 MiB, the first choice of OWASP's Password Storage Cheat Sheet.
    public static let current = PasswordCost(17, 8, 1)

    /// Almost free. For tests and throw-away demonstrations only: it protects nothing.
    public static let trivial = PasswordCost(4, 1, 1)

    /// Bytes that one hash needs at once.
    var memory: Int { 128 * blockSize * ((1 << logRounds) + parallelism + 2) }
}

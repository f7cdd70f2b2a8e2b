import Vocabulary

/// Why a sign-in was refused. The same attempt on a name that does not exist gets the same answer.
public enum SignInRefused: Error, Hashable, Sendable {
    /// No open account has this name and this password.
    case wrong
    /// Too many failures under this name; nothing is checked before the given moment.
    case locked(until: Instant)
    /// Too many failures from this address.
    case tooManyAttempts(retryAfterSeconds: Int)
    /// The password is right, but staff need a second factor here and this account has none yet.
    case secondFactorMissing
    /// Too many sign-ins wait already; nothing was checked.
    case busy(retryAfterSeconds: Int)
}

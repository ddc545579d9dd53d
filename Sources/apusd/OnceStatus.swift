/// What `apusd --once` ends with, for scripts.
enum OnceStatus: Int32 {
    case done = 0
    /// Something could not be looked at, written or published.
    case failed = 1
    /// All was written, but a device is expected to become ready (EX_TEMPFAIL of sysexits.h).
    case pending = 75
}

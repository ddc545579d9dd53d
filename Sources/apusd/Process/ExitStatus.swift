/// What apusd ends with, for scripts and for systemd.
enum ExitStatus: Int32 {
    case done = 0
    /// Something could not be surveyed, written or published.
    case failed = 1
    /// All was written, but a device may still become ready (EX_TEMPFAIL of sysexits.h).
    case pending = 75
    /// The configuration is faulty (EX_CONFIG of sysexits.h), which does not mend itself.
    case misconfigured = 78
}

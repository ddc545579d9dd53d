import Glibc
import SystemPackage

/// Why a file was not locked.
enum FileLockError: Error {
    case held(by: pid_t?)
    case unopenable(Errno)
    case unlockable(Errno)
}

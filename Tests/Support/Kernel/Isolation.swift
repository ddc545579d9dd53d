private import CIsolation
private import SystemPackage
private import Testing

/// Runs a test's act where mounts harm nobody; the test is cancelled, with the reason, where the kernel forbids it.
///
/// The act runs on another thread, which belongs to no test: expectations have to wait for its value.
package func withPrivateMounts<Value>(_ act: () throws -> Value) throws -> Value {
    try isolated(act, by: with_private_mounts, "a mount namespace of its own")
}

/// Runs a test's act with the file access of an ordinary user.
package func withoutPrivileges<Value>(_ act: () throws -> Value) throws -> Value {
    try isolated(act, by: without_file_privileges, "the file access of an ordinary user")
}

private typealias Isolation = (
    (@convention(c) (UnsafeMutableRawPointer?) -> Void)?, UnsafeMutableRawPointer?
) -> Int32

private func isolated<Value>(_ act: () throws -> Value, by isolation: Isolation, _ what: String) throws -> Value {
    var result: Result<Value, any Error>?
    let error = withoutActuallyEscaping({ result = Result { try act() } }) { body in
        let job = Job(body)
        return withExtendedLifetime(job) {
            isolation(
                { context in
                    guard let context else { return }
                    Unmanaged<Job>.fromOpaque(context).takeUnretainedValue().body()
                }, Unmanaged.passUnretained(job).toOpaque())
        }
    }
    guard let result else { try Test.cancel("The test has no \(what): \(Errno(rawValue: error)).") }
    return try result.get()
}

private final class Job {
    let body: () -> Void

    init(_ body: @escaping () -> Void) { self.body = body }
}

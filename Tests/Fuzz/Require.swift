private import Glibc
private import SystemPackage

/// Ends the process when a property does not hold: that is how libFuzzer learns of an input to keep.
func require(_ holds: Bool, _ property: @autoclosure () -> String) {
    if holds { return }
    _ = try? FileDescriptor.standardError.writeAll("\nA property does not hold: \(property())\n".utf8)
    abort()
}

private import CVersion

/// The version of both programs. Package.swift states the number; `make` states the commit when it builds for release.
package enum Version {
    /// Such as `0.1.0`.
    package static var number: String { unsafe String(cString: apus_version()) }

    /// What `--version` prints, such as `0.1.0 (1a2b3c4d5e6f)`.
    package static var description: String {
        description(number: number, commit: unsafe String(cString: apus_commit()))
    }

    package static func description(number: String, commit: String) -> String {
        commit.isEmpty ? number : "\(number) (\(commit))"
    }
}

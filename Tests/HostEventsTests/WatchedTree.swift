import Glibc
import HostEvents
import SystemPackage
import Testing
import TestSupport

/// A directory of files that a test changes while watches are on it.
struct WatchedTree: Sendable {
    let temporary: TemporaryDirectory
    /// To be the last that changes: what is reported before it was done before.
    private let marker: WatchedDirectory

    init() throws {
        temporary = try TemporaryDirectory()
        try temporary.makeDirectory("marker")
        marker = WatchedDirectory(FilePath(temporary.path).appending("marker"), of: .nodes)
    }

    func path(_ name: String) -> FilePath { FilePath(temporary.path).appending(name) }

    func directory(
        _ name: String, of content: WatchedDirectory.Content = .files, names: WatchedDirectory.Names = .all
    ) -> WatchedDirectory {
        WatchedDirectory(path(name), of: content, names: names)
    }

    func rename(_ name: String, to other: String) throws {
        try #require(Glibc.rename(path(name).string, path(other).string) == 0, "\(name) cannot be renamed")
    }

    func setMode(of name: String, to mode: mode_t) throws {
        try #require(chmod(path(name).string, mode) == 0, "The mode of \(name) cannot be changed")
    }

    /// Runs a watch while `body` makes changes.
    func watching(
        _ directories: [WatchedDirectory], hold: @escaping @Sendable () -> Void = {},
        _ body: (inout WatchReports) async throws -> Void
    ) async throws {
        let (stream, continuation) = AsyncStream<WatchReports.Report>.makeStream()
        var reports = WatchReports(stream.makeAsyncIterator(), marker: marker.path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await DirectoryWatch(directories + [marker]).run {
                    continuation.yield(.started)
                } unwatched: {
                    continuation.yield(.unwatched($0, $1))
                } report: {
                    continuation.yield(.change($0))
                    hold()
                }
            }
            try await reports.waitForStart()
            try await body(&reports)
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}

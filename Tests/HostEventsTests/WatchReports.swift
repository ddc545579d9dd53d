import Glibc
import HostEvents
import SystemPackage
import Testing

/// What a watch says, in order.
struct WatchReports {
    enum Report: Hashable, Sendable {
        case started
        case unwatched(FilePath, Errno)
        case change(DirectoryChange)
    }

    /// Of which directories it was said, until the last question, that they cannot be watched.
    private(set) var unwatched: [FilePath: Errno] = [:]
    private var reports: AsyncStream<Report>.Iterator
    private let marker: FilePath
    private var markers = 0

    init(_ reports: AsyncStream<Report>.Iterator, marker: FilePath) {
        self.reports = reports
        self.marker = marker
    }

    mutating func waitForStart() async throws {
        while true {
            switch try #require(await reports.next(isolation: #isolation)) {
            case .started: return
            case .unwatched(let path, let error): unwatched[path] = error
            case .change(let change): Issue.record("\(change) was reported before the start.")
            }
        }
    }

    mutating func next() async throws -> Report { try #require(await reports.next(isolation: #isolation)) }

    /// Does something for which these directories are reported, and no others.
    mutating func expect(
        _ expected: Set<FilePath>, sourceLocation: SourceLocation = #_sourceLocation, by act: () throws -> Void
    ) async throws {
        #expect(try await changed(by: act) == expected, sourceLocation: sourceLocation)
    }

    /// The directories that are reported for what `act` does, however often.
    ///
    /// Reports come in the order of what happens, so those before the report of the marker are all there are.
    mutating func changed(by act: () throws -> Void) async throws -> Set<FilePath> {
        try act()
        markers += 1
        try #require(mkdir(marker.appending("\(markers)").string, 0o755) == 0)
        var changed: Set<FilePath> = []
        while true {
            switch try await next() {
            case .started: Issue.record("It started twice.")
            case .unwatched(let path, let error): unwatched[path] = error
            case .change(.changed(marker)): return changed
            case .change(.changed(let path)): changed.insert(path)
            case .change(.overrun): Issue.record("Events were lost.")
            }
        }
    }
}

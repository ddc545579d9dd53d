import CDI
import CDIDirectory
import Files
import Glibc
import SystemPackage
import Testing
import TestSupport

@Suite("A killed agent") struct CrashTests {
    /// What a kill can leave of one path: it is listed before the file is there and until it is gone.
    enum Remains: CaseIterable {
        case nothing, listed, listedWithTemporary, listedWithFile, listedWithBoth
    }

    /// Goes through all that runs with other directories and kinds, killed at any of their steps, can have left.
    @Test(arguments: [true, false], [true, false])
    func `leaves nothing that the next start does not repair`(hasDevices: Bool, isTidiedFirst: Bool) throws {
        for current in Remains.allCases {
            for earlier in Remains.allCases {
                let agent = try Agent()
                let remains = [
                    ("cdi/apus.dev-gpu.json", current), ("cdi/other.dev-gpu.json", earlier),
                    ("etc/apus.dev-gpu.json", earlier),
                ]
                for (file, remains) in remains { try Self.put(remains, of: file, in: agent) }
                try agent.list(remains.filter { $0.1 != .nothing }.map(\.0))
                try agent.temporary.put("apus-sta", at: "state/.cdi-files.abc.tmp")
                try agent.temporary.put("somebody's", at: "cdi/vendor-gpu.json")

                var publisher = try agent.start()
                if isTidiedFirst { #expect(publisher.tidy().faults == []) }
                let outcome = try publisher.publish(hasDevices ? .small(devices: 2) : nil)
                if !isTidiedFirst { #expect(publisher.tidy().faults == []) }

                let kept = hasDevices ? ["apus.dev-gpu.json"] : []
                #expect(!outcome.isTakenOver)
                #expect(agent.temporary.names("cdi") == kept + ["vendor-gpu.json"], "\(remains)")
                #expect(agent.temporary.names("etc") == [], "\(remains)")
                #expect(agent.listed == kept.map { "cdi/\($0)" }, "\(remains)")
                #expect(Set(agent.temporary.names("state")).isSubset(of: ["cdi-files", "lock"]))
            }
        }
    }

    private static func put(_ remains: Remains, of file: String, in agent: Agent) throws {
        let parts = file.split(separator: "/")
        let kind = file.contains("other") ? CDIKind.other : .standard
        if [.listedWithTemporary, .listedWithBoth].contains(remains) {
            try agent.temporary.put("{", at: "\(parts[0])/.\(parts[1]).abc.tmp")
        }
        if [.listedWithFile, .listedWithBoth].contains(remains) {
            try agent.temporary.put(CDISpec.small(kind).fileText, at: file)
        }
    }

    /// Kills real agents at moments of a clock's choosing, while they do all that a publisher can do.
    @Test(.timeLimit(.minutes(5))) func `leaves whole files that are listed, wherever the kill met it`() async throws {
        let agent = try Agent()
        for round in 0..<12 {
            let path = agent.temporary.path
            await #expect(processExitsWith: .signal(SIGALRM)) { [path = path as String, round = round as Int] in
                let root = FilePath(path)
                var isTimed = false
                while true {
                    for (kind, directory) in [(CDIKind.standard, "cdi"), (.other, "cdi"), (.standard, "etc")] {
                        var publisher = try SpecPublisher(
                            directory: CDIDirectory(root.appending(directory)), kind: kind,
                            state: StateDirectory.open(root.appending("state")))
                        _ = publisher.tidy()
                        for count in 1...3 { _ = try publisher.publish(.small(kind, devices: count)) }
                        _ = try publisher.publish(nil)
                        _ = try publisher.publish(.small(kind))
                    }
                    if isTimed { continue }
                    isTimed = true
                    // The default of this signal ends a process as SIGKILL does.
                    var timer = itimerval()
                    timer.it_value.tv_usec = suseconds_t(500 + round * 13_700)
                    setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
                }
            }
            #expect(!agent.temporary.names("cdi").contains("third.dev-gpu.json"), "The agent did not get to work.")
            let listed = try #require(agent.listed)
            for directory in ["cdi", "etc"] {
                let files = try CDIDirectory(agent.path(directory)).files()
                #expect(files.flatMap(\.reading.findings) == [])
                #expect(files.allSatisfy { file in listed.contains { file.path == agent.path($0).string } })
            }
            var publisher = try agent.start(.third)
            #expect(publisher.tidy().faults == [])
            _ = try publisher.publish(.small(.third))
            #expect(agent.temporary.names("cdi") == ["third.dev-gpu.json"])
            #expect(agent.temporary.names("etc") == [])
            #expect(agent.listed == ["cdi/third.dev-gpu.json"])
        }
    }
}

import CDI
import CDIDirectory
import Files
import Glibc
import SystemPackage
import Testing
import TestSupport

@Suite("Tidying up") struct TidyingTests {
    let agent: Agent
    let temporary: TemporaryDirectory

    init() throws {
        agent = try Agent()
        temporary = agent.temporary
    }

    /// Has a run with another configuration behind it.
    private func runBefore(_ kind: CDIKind = .other, in directory: String = "cdi") throws {
        var publisher = try agent.start(kind, in: directory)
        _ = try publisher.publish(.small(kind))
    }

    @Test func `removes the file of the kind that an earlier run had`() throws {
        try runBefore()
        try temporary.put("somebody's", at: "cdi/vendor-gpu.json")
        var publisher = try agent.start()
        #expect(publisher.tidy().removed == [agent.path("cdi/other.dev-gpu.json")])
        #expect(temporary.names("cdi") == ["vendor-gpu.json"])
        #expect(agent.listed == [])
        #expect(publisher.tidy() == SpecPublisher.Tidying())
    }

    @Test func `removes the file from the directory that an earlier run had`() throws {
        try runBefore(.standard, in: "etc")
        var publisher = try agent.start()
        _ = try publisher.publish(.small())
        #expect(publisher.tidy().removed == [agent.path("etc/apus.dev-gpu.json")])
        #expect(temporary.names("etc") == [])
        #expect(temporary.names("cdi") == ["apus.dev-gpu.json"])
        #expect(agent.listed == ["cdi/apus.dev-gpu.json"])
    }

    @Test func `leaves this configuration's file alone, even one that is not listed`() throws {
        try CDIDirectory(agent.path("cdi")).write(.small())
        var publisher = try agent.start()
        #expect(publisher.tidy() == SpecPublisher.Tidying())
        _ = try publisher.publish(.small())
        #expect(publisher.tidy() == SpecPublisher.Tidying())
        #expect(temporary.names("cdi") == ["apus.dev-gpu.json"])
        #expect(agent.listed == ["cdi/apus.dev-gpu.json"])
    }

    @Test(arguments: [true, false])
    func `keeps the file when its directory is only spelled otherwise`(isPublishedFirst: Bool) throws {
        try temporary.link("var", to: ".")
        try runBefore(.standard, in: "var/cdi")
        var publisher = try agent.start()
        if isPublishedFirst { #expect(try !publisher.publish(.small()).isTakenOver) }
        #expect(publisher.tidy() == SpecPublisher.Tidying())
        #expect(temporary.names("cdi") == ["apus.dev-gpu.json"])
        #expect(agent.listed == ["cdi/apus.dev-gpu.json"])
        #expect(try publisher.publish(nil).change == .removed)
        #expect(agent.listed == [])
    }

    @Test func `strikes the other spelling too when the file goes`() throws {
        try temporary.link("var", to: ".")
        try runBefore(.standard, in: "var/cdi")
        var publisher = try agent.start()
        #expect(try publisher.publish(nil).change == .removed)
        #expect(agent.listed == [])
    }

    @Test func `strikes what is gone already`() throws {
        try agent.list(["cdi/other.dev-gpu.json", "gone/other.dev-gpu.json", "file/other.dev-gpu.json"])
        try temporary.put("I am a file", at: "file")
        var publisher = try agent.start()
        #expect(publisher.tidy() == SpecPublisher.Tidying())
        #expect(agent.listed == [])
    }

    @Test(arguments: ["", "{", "hello", "{\"cdiVersion\": \"0.3.0\"}"])
    func `removes what is left of the agent's file when it is no spec`(text: String) throws {
        try runBefore()
        try temporary.put(text, at: "cdi/other.dev-gpu.json")
        var publisher = try agent.start()
        #expect(publisher.tidy().removed == [agent.path("cdi/other.dev-gpu.json")])
        #expect(temporary.names("cdi") == [])
    }

    @Test(arguments: ["elsewhere/data.json", "elsewhere/data.txt", "cdi/notes.txt", "cdi/.x.tmp"])
    func `touches no file that is not a spec in a spec directory, whatever the list says`(name: String) throws {
        try temporary.put("{\"secret\": 1}", at: name)
        try agent.list([name])
        var publisher = try agent.start()
        _ = publisher.clear()
        let tidying = publisher.tidy()
        #expect(tidying.removed == [] && tidying.abandoned == [] && tidying.faults == [])
        #expect(tidying.spared == [agent.path(name)])
        #expect(temporary.text(of: name) == "{\"secret\": 1}")
        #expect(agent.listed == [])
        #expect(publisher.tidy() == SpecPublisher.Tidying())
    }

    @Test func `does not read a huge file that somebody put in the place of the agent's`() throws {
        try runBefore()
        #expect(truncate(agent.path("cdi/other.dev-gpu.json").string, 3 << 30) == 0)
        var publisher = try agent.start()
        #expect(publisher.tidy().spared == [agent.path("cdi/other.dev-gpu.json")])
    }

    @Test func `removes the agent's file though somebody edited it`() throws {
        try runBefore()
        try temporary.put(CDISpec.small(.other, devices: 7).fileText, at: "cdi/other.dev-gpu.json")
        var publisher = try agent.start()
        #expect(publisher.tidy().removed == [agent.path("cdi/other.dev-gpu.json")])
    }

    @Test func `spares a spec of another kind that somebody put in the place of the agent's file`() throws {
        try runBefore()
        try temporary.put(CDISpec.small(.third).fileText, at: "cdi/other.dev-gpu.json")
        var publisher = try agent.start()
        let tidying = publisher.tidy()
        #expect(tidying.removed == [])
        #expect(tidying.spared == [agent.path("cdi/other.dev-gpu.json")])
        #expect(tidying.faults == [])
        #expect(temporary.text(of: "cdi/other.dev-gpu.json") == CDISpec.small(.third).fileText)
        #expect(agent.listed == [])
    }

    @Test func `spares a link or a directory that somebody put in the place of the agent's file`() throws {
        try runBefore()
        try runBefore(.third)
        temporary.remove("cdi/other.dev-gpu.json")
        temporary.remove("cdi/third.dev-gpu.json")
        try temporary.put(CDISpec.small(.other).fileText, at: "end")
        try temporary.link("cdi/other.dev-gpu.json", to: "../end")
        try temporary.makeDirectory("cdi/third.dev-gpu.json")
        var publisher = try agent.start()
        let tidying = publisher.tidy()
        #expect(tidying.spared == [agent.path("cdi/other.dev-gpu.json"), agent.path("cdi/third.dev-gpu.json")])
        #expect(temporary.names("cdi") == ["other.dev-gpu.json", "third.dev-gpu.json"])
    }

    @Test func `removes what was being written when an agent was killed, and nothing of others`() throws {
        try runBefore(.third, in: "etc")
        let foreign = [".vendor-gpu.json.abc.tmp", ".other.dev-gpu.json.abc.tmp", "spec.abc.tmp"]
        for name in [".apus.dev-gpu.json.abc.tmp"] + foreign { try temporary.put("{", at: "cdi/\(name)") }
        try temporary.put("{", at: "etc/.third.dev-gpu.json.1.tmp")
        var publisher = try agent.start()
        let tidying = publisher.tidy()
        #expect(tidying.removed == [agent.path("etc/third.dev-gpu.json")])
        #expect(
            tidying.abandoned
                == ["etc/.third.dev-gpu.json.1.tmp", "cdi/.apus.dev-gpu.json.abc.tmp"].map(agent.path))
        #expect(temporary.names("cdi") == foreign.sorted())
        #expect(temporary.names("etc") == [])
    }

    @Test func `leaves what another program is writing at that moment`() throws {
        try temporary.put("{", at: "cdi/.apus.dev-gpu.json.abc.tmp")
        let writer = open(agent.path("cdi/.apus.dev-gpu.json.abc.tmp").string, O_WRONLY | O_CLOEXEC)
        try #require(flock(writer, LOCK_EX) == 0)
        var publisher = try agent.start()
        #expect(publisher.tidy() == SpecPublisher.Tidying())
        close(writer)
        #expect(publisher.tidy().abandoned == [agent.path("cdi/.apus.dev-gpu.json.abc.tmp")])
    }

    @Test func `begins with what is in the way, while the file of an earlier configuration stays`() throws {
        try runBefore()
        try temporary.put("{", at: "cdi/.other.dev-gpu.json.abc.tmp")
        try temporary.put("{", at: "cdi/.apus.dev-gpu.json.abc.tmp")
        let publisher = try agent.start()
        #expect(publisher.clear().removed == [])
        #expect(temporary.names("cdi") == ["other.dev-gpu.json"])
    }

    @Test func `goes on after what cannot be removed, and tries it again`() throws {
        for directory in ["a", "b", "c"] { try temporary.makeDirectory(directory) }
        let (first, listed, second) = try withPrivateMounts {
            try Mount.small("\(temporary.path)/b")
            for directory in ["a", "b", "c"] { try runBefore(.other, in: directory) }
            try Mount.setWritable(false, "\(temporary.path)/b")
            var publisher = try agent.start()
            let first = publisher.tidy()
            let listed = agent.listed
            try Mount.setWritable(true, "\(temporary.path)/b")
            var next = try agent.start()
            return (first, listed, next.tidy())
        }
        #expect(first.removed == [agent.path("a/other.dev-gpu.json"), agent.path("c/other.dev-gpu.json")])
        #expect(first.faults == [.files(.file(agent.path("b/other.dev-gpu.json"), .remove, .readOnlyFileSystem))])
        #expect(listed == ["b/other.dev-gpu.json"])
        #expect(second.removed == [agent.path("b/other.dev-gpu.json")])
        #expect(second.faults == [])
    }

    @Test func `tells once that the list is damaged, and goes on without it`() throws {
        try runBefore()
        try temporary.put("damaged", at: "state/cdi-files")
        try CDIDirectory(agent.path("cdi")).write(.small())
        var publisher = try agent.start()
        let faults = publisher.tidy().faults
        #expect(faults == [.list(.damaged(agent.path("state/cdi-files")))])
        // The list is written anew in a moment, so nobody is asked to mend it.
        #expect(
            faults.first?.description
                == "The list \(agent.path("state/cdi-files")) of the agent's own CDI files is damaged and begins anew. A "
                + "CDI file of an earlier kind or directory may stay behind; remove it by hand.")
        #expect(publisher.tidy().faults == [])
        #expect(try publisher.publish(.small()).isTakenOver)
        #expect(agent.listed == ["cdi/apus.dev-gpu.json"])
        #expect(temporary.names("cdi") == ["apus.dev-gpu.json", "other.dev-gpu.json"])
    }

    @Test func `tells that the list cannot be written, and does the rest`() throws {
        try temporary.makeDirectory("state")
        let tidying = try withPrivateMounts {
            try Mount.small("\(temporary.path)/state")
            try runBefore()
            var publisher = try agent.start()
            try Mount.setWritable(false, "\(temporary.path)/state")
            return publisher.tidy()
        }
        #expect(tidying.removed == [agent.path("cdi/other.dev-gpu.json")])
        #expect(
            tidying.faults
                == [.list(.unwritable(.file(agent.path("state/cdi-files"), .create, .readOnlyFileSystem)))])
        #expect(temporary.names("cdi") == [])
    }

    @Test func `can leave nothing at all, for an agent that stops for good`() throws {
        try runBefore()
        try temporary.put("somebody's", at: "cdi/vendor-gpu.json")
        var publisher = try agent.start()
        _ = try publisher.publish(.small())
        let tidying = publisher.removeAll()
        #expect(Set(tidying.removed) == Set(["cdi/apus.dev-gpu.json", "cdi/other.dev-gpu.json"].map(agent.path)))
        #expect(tidying.faults == [])
        #expect(temporary.names("cdi") == ["vendor-gpu.json"])
        #expect(agent.listed == [])
    }
}

import AgentLoop
import Delivery
import Hardware
import Operations
import SystemPackage
import Testing
import TestSupport

@Suite("The metrics") struct MetricsTextTests {
    let clock = TestClock()
    let telemetry: Telemetry

    init() { telemetry = Telemetry(clock) }

    @Test func `are all there from the start, with counters at 0`() {
        expectGolden(telemetry.text, "metrics/start.txt")
    }

    @Test func `tell what has happened`() throws {
        telemetry.observe(.noticed("pci"))
        telemetry.observe(.noticed("pci"))
        telemetry.observe(.noticed("resync"))
        telemetry.observe(.noticed("driver facts"))
        for code in [201, 201, 503, nil] { telemetry.observe(.sinkAnswered("fleet", code)) }
        telemetry.observe(.reloaded)
        telemetry.observe(.eventsLost(1))
        telemetry.observe(.surveyFailed("The bus is gone.", .seconds(11)))
        telemetry.observe(.surveyed(try .mixed(), .milliseconds(4)))
        telemetry.observe(.specWritten("/run/cdi/a.json", devices: 1))
        telemetry.observe(.specRepaired("/run/cdi/a.json"))
        telemetry.observe(.specWithdrawn("/run/cdi/a.json"))
        telemetry.observe(.specFailed)
        telemetry.observe(.poolAnnounced("node-1", generation: 7))
        telemetry.observe(.claimPrepared("team/gpu", devices: ["a"], .milliseconds(3)))
        telemetry.observe(.claimRefused("team/gpu", "It is held.", .milliseconds(2)))
        telemetry.observe(.claimUndone("team/gpu", .milliseconds(30)))
        telemetry.observe(.claimNotUndone("team/gpu", "The disk is full.", .milliseconds(1)))
        telemetry.observe(.reloaded)
        telemetry.observe(.reloadRefused("a typo"))
        telemetry.observe(.reloadRefused("a typo"))
        telemetry.observe(.becameReady(AgentStatus(summary: "Devices: 1 offered.")))
        var busy = SinkStatus()
        busy.state = .waiting(because: "connection refused")
        busy.attempts = 5
        busy.failures = 4
        busy.queuedSince = clock.now
        busy.lastSuccess = 1_700_000_100.25
        telemetry.observe(.sinkChanged("http", busy))
        telemetry.observe(.sinkChanged("directory", SinkStatus()))
        clock.advance(by: .milliseconds(1500))
        expectGolden(telemetry.text, "metrics/busy.txt")
    }

    @Test func `are those of the documentation, in its order and of its types`() throws {
        let page = try #require(text(of: Repository.path("docs/metrics.md")))
        let documented = page.matches(of: /(?m)^\| `([a-z_]+)` \| (counter|gauge|histogram) \|/)
            .map { "\($0.output.1) \($0.output.2)" }
        let announced = telemetry.text.matches(of: /# TYPE ([^\n]+)/).map { String($0.output.1) }
        #expect(documented == announced)
        #expect(!announced.isEmpty)
    }

    @Test func `have each a help text and conventional names`() {
        let lines = telemetry.text.split(separator: "\n")
        let types = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ") }
        let helps = lines.filter { $0.hasPrefix("# HELP ") }.map { $0.split(separator: " ", maxSplits: 3) }
        #expect(types.map { $0[2] } == helps.map { $0[2] })
        #expect(Set(types.map { $0[2] }).count == types.count)
        for type in types { #expect(type[2].hasSuffix("_total") == (type[3] == "counter"), "\(type[2])") }
        for line in lines {
            #expect(line.hasPrefix("#") || line.contains(/^[a-z_]+(?:\{[^}]*\})? [-+.e0-9]+$/), "\(line)")
        }
    }

    @Test func `count unknown subsystems together, so that labels stay few`() {
        let lines = telemetry.text.count { $0 == "\n" }
        for number in 0..<1000 { telemetry.observe(.noticed("strange\(number)")) }
        telemetry.observe(.noticed("other"))
        #expect(telemetry.value(#"apus_events_total{reason="kernel",subsystem="other"}"#) == 1001)
        #expect(telemetry.text.count { $0 == "\n" } == lines)
    }

    @Test func `escape what a label may hold`() {
        telemetry.observe(.sinkChanged("a\"b\\c\r\nd", SinkStatus()))
        #expect(telemetry.text.contains(#"apus_sink_attempts_total{sink="a\"b\\c\\r\\nd"} 0"#))
    }

    @Test func `put a duration into the first bound that is not below it`() {
        telemetry.observe(.surveyed(Inventory(), .milliseconds(5)))
        #expect(telemetry.value(#"apus_survey_duration_seconds_bucket{le="0.0025"}"#) == 0)
        #expect(telemetry.value(#"apus_survey_duration_seconds_bucket{le="0.005"}"#) == 1)
        #expect(telemetry.value("apus_survey_duration_seconds_sum") == 0.005)
    }

    @Test func `keep what was found when a later survey fails`() throws {
        telemetry.observe(.surveyed(try .mixed(), .milliseconds(4)))
        telemetry.observe(.surveyFailed("The bus is gone.", .milliseconds(4)))
        #expect(telemetry.value(#"apus_devices{state="ready",type="gpu"}"#) == 1)
        #expect(telemetry.value("apus_omissions") == 1)
    }

    @Test func `name only the pool that is announced now`() {
        telemetry.observe(.poolAnnounced("old", generation: 3))
        telemetry.observe(.poolAnnounced("new", generation: 1))
        #expect(telemetry.value(#"apus_pool_generation{pool="new"}"#) == 1)
        #expect(telemetry.value(#"apus_pool_generation{pool="old"}"#) == nil)
    }

    @Test func `lose a sink that was taken out of the configuration`() {
        telemetry.observe(.sinkChanged("http", SinkStatus()))
        telemetry.observe(.sinkGone("http"))
        #expect(!telemetry.text.contains(#"sink="http""#))
    }

    @Test func `do not contradict each other while many tasks write`() async {
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { [telemetry] in
                    for _ in 0..<1000 { telemetry.observe(.surveyed(Inventory(), .milliseconds(1))) }
                }
            }
        }
        #expect(telemetry.value(#"apus_surveys_total{result="ok"}"#) == 8000)
        #expect(telemetry.value("apus_survey_duration_seconds_count") == 8000)
        #expect(telemetry.value("apus_survey_duration_seconds_sum") == 8)
    }
}

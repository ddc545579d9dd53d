import Glibc
import Logging
import Operations
import StatusFile
import TestSupport
import Testing

@Suite("A log") struct LogTests {
    @Test func `for people has time, level, message and metadata by key`() {
        let log = LinesOfALog(.text)
        log.logger().warning(
            "the sink is down", metadata: ["sink": "http", "attempts": "\(3)", "why": "no route", "empty": ""])
        #expect(
            log.lines == [
                "2025-06-01T12:00:00.007Z warning: the sink is down attempts=3 empty=\"\" sink=http why=\"no route\"\n"
            ])
    }

    @Test(arguments: [
        (Logger.Level.trace, 7), (.debug, 7), (.info, 6), (.notice, 5), (.warning, 4), (.error, 3), (.critical, 2),
    ])
    func `for the journal has syslog's priority in front, and no time`(level: Logger.Level, priority: Int) {
        let log = LinesOfALog(.journal)
        log.logger().log(level: level, "+ 0000-08-00-4-0x25b6 ready", metadata: ["group": "106"])
        #expect(log.lines == ["<\(priority)>+ 0000-08-00-4-0x25b6 ready group=106\n"])
    }

    @Test func `for programs is an object a line`() {
        let log = LinesOfALog(.json)
        log.logger().info("up")
        log.logger().error(
            "a \"b\" \\ c", metadata: ["list": ["x", .dictionary(["z": "1", "y": "2"])], "é": "\u{1F426}"])
        #expect(
            log.lines == [
                #"{"time":"2025-06-01T12:00:00.007Z","level":"info","message":"up"}"# + "\n",
                #"{"time":"2025-06-01T12:00:00.007Z","level":"error","message":"a \"b\" \\ c","#
                    + #""metadata":{"list":["x",{"y":"2","z":"1"}],"é":"🐦"}}"# + "\n",
            ])
    }

    @Test func `says how many lines were lost while nobody read it, once there is room again`() {
        let log = LinesOfALog(.journal)
        log.logger().info("one")
        log.setRead(false)
        for number in 2...4 { log.logger().info("\(number)") }
        log.setRead(true)
        log.logger().error("five")
        log.logger().info("six")
        #expect(
            log.lines == [
                "<6>one\n", "<4>3 lines of the log were lost here, because nobody read them.\n", "<3>five\n",
                "<6>six\n",
            ])
    }

    @Test(arguments: LogStyle.allCases) func `has one line for an entry, whatever is in it`(style: LogStyle) throws {
        let steering = "\n\r\t\u{0}\u{1b}[31m\u{7f}\u{85}\u{9b}\u{2028}\u{2029}\u{202e}\u{feff}"
        let log = LinesOfALog(style)
        log.logger().info("a\(steering)b", metadata: ["k\(steering)": "v\(steering)"])
        let line = try #require(log.lines.first)
        #expect(line.hasSuffix("\n"))
        for scalar in line.dropLast().unicodeScalars {
            #expect(!steering.unicodeScalars.contains(scalar) || "[31m".unicodeScalars.contains(scalar))
        }
        if style != .json { #expect(line.contains(#"a\n\r\t\u{0}\u{1b}[31m\u{7f}"#)) }
        if style == .json { #expect(line.contains(#"a\n\r\t\u0000\u001b[31m\u007f"#)) }
    }

    @Test(arguments: LogStyle.allCases) func `shows where a value ends`(style: LogStyle) throws {
        let log = LinesOfALog(style)
        log.logger().info("m", metadata: ["a": "x b=y", "c": #"say "\""#, "d": "1=2"])
        let expected =
            style == .json
            ? #"{"a":"x b=y","c":"say \"\\\"","d":"1=2"}"# : #"m a="x b=y" c="say \"\\\"" d="1=2""#
        #expect(try #require(log.lines.first).contains(expected))
    }

    @Test(arguments: LogStyle.allCases) func `is no place for whole documents`(style: LogStyle) throws {
        let log = LinesOfALog(style)
        log.logger().info(
            "\(String(repeating: "é", count: 100_000))", metadata: ["k": "\(String(repeating: "x", count: 100_000))"])
        let line = try #require(log.lines.first)
        #expect(line.utf8.count < 9000)
        #expect(line.contains("é…"))
        #expect(line.contains("x…"))
    }

    @Test func `has the logger's metadata, then the provider's, then the entry's, the last the strongest`() {
        let log = LinesOfALog(.journal)
        let provider = Logger.MetadataProvider { ["a": "provider", "b": "provider"] }
        var logger = log.logger(provider)
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "c"] = "logger"
        logger.info("m", metadata: ["b": "entry"])
        #expect(logger[metadataKey: "c"] == "logger")
        #expect(log.lines == ["<6>m a=provider b=entry c=logger\n"])
    }

    @Test func `says what error there was`() {
        struct Full: Error, CustomStringConvertible { var description: String { "the disk is full" } }
        let log = LinesOfALog(.journal)
        log.logger().error("no spec was written", error: Full())
        #expect(log.lines == ["<3>no spec was written error=\"the disk is full\"\n"])
    }

    @Test func `changes its level and style for loggers that are there already`() {
        let log = LinesOfALog(.journal, level: .info)
        let logger = log.logger()
        var own = log.logger()
        own.logLevel = .error
        logger.debug("1")
        logger.info("2")
        log.dial.turn(level: .debug, style: .json)
        logger.debug("3")
        own.warning("4")
        #expect(
            log.lines == [
                "<6>2\n", #"{"time":"2025-06-01T12:00:00.007Z","level":"debug","message":"3"}"# + "\n",
            ])
    }

    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00.000Z"), (951_782_399, 999, "2000-02-28T23:59:59.999Z"),
        (4_102_444_800, 10, "2100-01-01T00:00:00.010Z"),
    ])
    func `has times that programs can read`(seconds: Int, milliseconds: Int, text: String) {
        #expect(Timestamp(secondsSince1970: seconds, milliseconds: milliseconds).description == text)
    }
}

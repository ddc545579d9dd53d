package import Logging
private import Synchronization

/// Level and style of all loggers that share it, so that a configuration read anew is in force at once.
package final class LogDial: Sendable {
    private let setting: Mutex<(level: Logger.Level, style: LogStyle)>

    package init(level: Logger.Level, style: LogStyle) { setting = Mutex((level, style)) }

    package func turn(level: Logger.Level, style: LogStyle) { setting.withLock { $0 = (level, style) } }

    package var level: Logger.Level { setting.withLock { $0.level } }

    package var style: LogStyle { setting.withLock { $0.style } }
}

package import Logging
internal import Synchronization

/// Level and style of all loggers that share it, so that a configuration read anew is in force at once; and how many
/// lines they have lost since the last one that was taken.
package final class LogDial: Sendable {
    private let setting: Mutex<(level: Logger.Level, style: LogStyle)>
    let losses = Mutex(0)

    package init(level: Logger.Level, style: LogStyle) { setting = Mutex((level, style)) }

    package func turn(level: Logger.Level, style: LogStyle) { setting.withLock { $0 = (level, style) } }

    package var level: Logger.Level { setting.withLock { $0.level } }

    package var style: LogStyle { setting.withLock { $0.style } }
}

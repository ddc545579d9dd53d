private import Glibc
import InventoryViews

extension ScreenStyle {
    /// What standard output can show. Where it is no terminal, lines are as long as on most.
    static var terminal: ScreenStyle { ScreenStyle(of: STDOUT_FILENO, otherwise: 80) }

    /// The same for wide tables, which are cut by a terminal alone.
    static var wideTerminal: ScreenStyle { ScreenStyle(of: STDOUT_FILENO, otherwise: nil) }

    /// What standard error can show.
    static var messages: ScreenStyle { ScreenStyle(of: STDERR_FILENO, otherwise: 80) }

    /// The same for lines of which programs read each as a whole.
    static var messageLines: ScreenStyle { ScreenStyle(of: STDERR_FILENO, otherwise: nil) }

    private init(of descriptor: Int32, otherwise width: Int?) {
        let isTerminal = isatty(descriptor) == 1
        let asksForNone = Self.variable("NO_COLOR") != nil || Self.variable("TERM") ?? "dumb" == "dumb"
        self.init(
            width: isTerminal ? Self.width(of: descriptor) ?? width : width,
            characters: Self.characters(of: Self.locale), isColoured: isTerminal && !asksForNone)
    }

    /// Nil for a terminal that does not know its size, as serial ones.
    private static func width(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// The first that is set decides (locale(7)).
    private static var locale: String {
        ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { variable($0) }.first ?? "C"
    }

    private static func characters(of locale: String) -> Characters {
        let encoding = locale.uppercased().filter { $0 != "-" }
        return encoding.contains("UTF8") ? .unicode : .ascii
    }

    /// An empty variable counts as none.
    private static func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}

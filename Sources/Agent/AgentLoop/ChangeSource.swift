/// Something that notices changes on the host.
///
/// What it notices says no more than "look again": facts come from looking.
package protocol ChangeSource: Sendable {
    /// What it is called in logs: `udev events`.
    var name: String { get }

    /// Runs until it is cancelled or cannot go on. It calls `inbox.listening()` once nothing can escape it any more.
    func run(_ inbox: Inbox) async throws
}

extension Inbox {
    /// A source hears everything from now on, so that what came before has to be looked at.
    package func listening() { post { $0.listening += 1 } }

    package func changed(_ source: String) { post { $0.add(changeFrom: source) } }

    /// Changes were lost.
    package func overran() { post { $0.overruns += 1 } }

    package func specDirectoryChanged() { post { $0.specDirectoryChanged = true } }
}

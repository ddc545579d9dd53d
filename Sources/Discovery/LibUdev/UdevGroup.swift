private import Glibc

/// Who announces the changes.
package enum UdevGroup: String, Sendable {
    /// The kernel, at once: links and permissions of nodes may not be there yet.
    case kernel
    /// udevd, when it is done with its rules. Where it does not run nothing is ever announced.
    case udev

    /// The one that announces something on this machine.
    package static var current: Self { unsafe access("/run/udev/control", F_OK) == 0 ? .udev : .kernel }
}

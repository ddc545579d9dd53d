/// Why a host could not be surveyed at all. What concerns one function only is an omission in the inventory.
package enum SurveyError: Error, Hashable, CustomStringConvertible {
    case unreadableBus(path: String)
    /// What was seen, if anything, is not what there is.
    case tooFewDescriptors

    package var description: String {
        switch self {
        case .unreadableBus(let path):
            "The PCI bus cannot be surveyed: \(path) cannot be read. Is /sys mounted, and may it be read?"
        case .tooFewDescriptors:
            "The machine cannot be surveyed: too many files are open. Allow more (LimitNOFILE= of a unit, ulimit -n in "
                + "a shell), or find out who has so many open."
        }
    }
}

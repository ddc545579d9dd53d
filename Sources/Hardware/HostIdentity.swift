/// Which machine an inventory describes, as far as the machine itself says so.
package struct HostIdentity: Hashable, Sendable {
    /// The kernel's host name.
    package var name: String?
    /// `uname -r`.
    package var kernelRelease: String?

    package init(name: String? = nil, kernelRelease: String? = nil) {
        self.name = name
        self.kernelRelease = kernelRelease
    }
}

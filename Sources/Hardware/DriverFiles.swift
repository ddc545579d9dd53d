/// A vendor's user space as the driver's packages have installed it on a host: what a container needs besides device
/// nodes, because it belongs to the loaded module and not to an image.
package struct DriverFiles: Hashable, Sendable {
    /// The directory of a driver container's file system; absent where the host itself has the driver.
    package var root: String?
    /// The version that all of it carries: `580.159.04`.
    package var version: String
    /// The directory below /usr/lib that Debian's loader searches: `x86_64-linux-gnu`.
    package var triplet: String
    /// By path.
    package var libraries: [Library]
    /// Programs and configuration, by their place in a container.
    package var files: [File]

    package init(
        root: String? = nil, version: String, triplet: String, libraries: [Library] = [], files: [File] = []
    ) {
        self.root = root
        self.version = version
        self.triplet = triplet
        self.libraries = libraries
        self.files = files
    }

    /// What a container uses the driver for, as NVIDIA's `NVIDIA_DRIVER_CAPABILITIES` calls it.
    package enum Role: String, CaseIterable, Sendable {
        case compute
        case utility
        case video
        case graphics
        case display
        case ngx

        /// What computing takes, and watching it.
        package static let standard: Set<Role> = [.compute, .utility]
    }

    package struct Library: Hashable, Sendable {
        /// On the host, with all links resolved.
        package var path: String
        /// The names that programs load it by, its SONAME first.
        package var names: [String]
        package var roles: Set<Role>

        package init(path: String, names: [String], roles: Set<Role>) {
            self.path = path
            self.names = names
            self.roles = roles
        }
    }

    package struct File: Hashable, Sendable {
        /// On the host, with all links resolved.
        package var path: String
        package var containerPath: String
        package var roles: Set<Role>

        package init(path: String, containerPath: String, roles: Set<Role>) {
            self.path = path
            self.containerPath = containerPath
            self.roles = roles
        }
    }
}

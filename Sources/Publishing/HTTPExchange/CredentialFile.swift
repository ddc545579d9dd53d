private import Files
package import SystemPackage

/// A small file that others replace whenever they like.
package struct CredentialFile: Hashable, Sendable {
    package let path: FilePath

    package init(_ path: FilePath) { self.path = path }

    package struct Content: Hashable, Sendable {
        package let bytes: [UInt8]
        /// Whether every user of the machine may read it.
        package let isPublic: Bool
    }

    package static let limit = 1 << 20

    package func read() throws(CredentialFault) -> Content {
        do {
            // Before opening it: that alone makes some devices do things.
            guard try Stat(path).type == .regular else { throw CredentialFault.notRegular(path) }
            let file = try Descriptor(path)
            let status = try file.status()
            guard status.type == .regular else { throw CredentialFault.notRegular(path) }
            return Content(
                bytes: try file.content(limit: Self.limit), isPublic: status.permissions.contains(.otherRead))
        } catch let fault as CredentialFault {
            throw fault
        } catch Errno.fileTooLarge {
            throw .tooLarge(path, limit: Self.limit)
        } catch {
            throw .unreadable(path, error as? Errno ?? .ioError)
        }
    }

    /// For a file that holds a secret and is public.
    package var exposureWarning: String {
        "Every user of this machine can read \(path), which holds a secret. Let only the user that apusd runs as read it, "
            + "for example with mode 0600."
    }

    /// Whether there is anything of that name.
    package var exists: Bool { (try? Stat(path)) != nil }
}

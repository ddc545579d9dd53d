package import Files
internal import SystemPackage

/// Why a spec file is not as it should be.
package enum SpecPublishingError: Error, Hashable, Sendable {
    case files(AtomicFileError)
    /// The list of the files that are the agent's own cannot be read or kept.
    case list(StateError)

    /// Nobody could write there: the file system itself is read-only.
    package var isReadOnly: Bool {
        switch self {
        case .files(.directory(_, _, .readOnlyFileSystem)), .files(.file(_, _, .readOnlyFileSystem)): true
        default: false
        }
    }
}

extension SpecPublishingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .files(let error): error.description
        case .list(.damaged(let path)):
            "The list \(path) of the agent's own CDI files is damaged and begins anew. A CDI file of an earlier kind or "
                + "directory may stay behind; remove it by hand."
        case .list(let error):
            "\(error) Until then a CDI file may stay behind when the kind or the directory of the specs changes."
        }
    }
}

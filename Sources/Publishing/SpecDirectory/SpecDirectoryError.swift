package import SystemPackage

/// Why the outside world could not be made to match a spec.
package enum SpecDirectoryError: Error, Hashable, Sendable {
    /// The directory cannot be made, opened or listed.
    case directory(FilePath, Step, Errno)
    case fileInPlaceOfDirectory(FilePath, directory: FilePath)
    case directoryInPlaceOfFile(FilePath)
    case file(FilePath, Step, Errno)

    /// What was tried.
    package enum Step: String, Sendable {
        case make = "made"
        case open = "opened"
        case list = "listed"
        case create = "created"
        case write = "written"
        case rename = "renamed into place"
        case synchronize = "made durable"
        case remove = "removed"
    }
}

extension SpecDirectoryError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .directory(let path, let step, let error):
            "The spec directory \(path) cannot be \(step.rawValue): \(error). \(Self.advice(error))"
        case .fileInPlaceOfDirectory(let file, let directory) where file == directory:
            "The spec directory \(directory) is not a directory but a file. Move the file away or name another directory."
        case .fileInPlaceOfDirectory(let file, let directory):
            "The spec directory \(directory) cannot be made, because \(file) is not a directory but a file. "
                + "Move the file away or name another directory."
        case .directoryInPlaceOfFile(let path):
            "The spec file \(path) cannot be replaced, because it is a directory. Remove the directory."
        case .file(let path, let step, let error):
            "The spec file \(path) cannot be \(step.rawValue): \(error). \(Self.advice(error))"
        }
    }

    private static func advice(_ error: Errno) -> String {
        switch error {
        case .noSpace, .diskQuotaExceeded: "Free some space there; the previous file, if any, is as it was."
        case .readOnlyFileSystem: "Make the file system writable or name another directory."
        case .permissionDenied, .notPermitted: "Run as a user who may write there or name another directory."
        case .noSuchFileOrDirectory: "Is it a link that leads nowhere?"
        case .fileNameTooLong: "Choose a shorter name."
        default: "Look at the directory and at the file system it is on."
        }
    }
}

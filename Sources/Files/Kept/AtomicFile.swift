private import Glibc
package import SystemPackage

/// One file that a person has named. It is replaced in one step; its directory must be there, since one that is not
/// was probably mistyped.
package struct AtomicFile: Hashable, Sendable {
    package let path: FilePath

    package init(_ path: FilePath) { self.path = path }

    /// Replaces the file as a whole or leaves it as it was. A link is followed, so that it stays one; a device, a pipe
    /// or a socket is left alone.
    @discardableResult
    package func write(_ content: [UInt8]) throws(AtomicFileError) -> AtomicDirectory.Outcome {
        let file = resolved
        guard let name = file.lastComponent else { throw .directoryInPlaceOfFile(path) }
        // Where there is nothing, or a link to nothing, a file is made.
        if let type = try? Stat(file, followTargetSymlink: false).type, type != .regular, type != .symbolicLink {
            throw type == .directory ? .directoryInPlaceOfFile(path) : .specialFile(path)
        }
        let parent = file.removingLastComponent()
        return try AtomicDirectory(parent.isEmpty ? "." : parent).writeIfThere(content, to: name.string)
    }

    /// The end of the links; the path itself where it leads to nothing.
    private var resolved: FilePath {
        guard let real = unsafe realpath(path.string, nil) else { return path }
        defer { unsafe free(real) }
        return FilePath(unsafe String(cString: real))
    }
}

/// Why a directory or a file in it could not be read or changed.
package enum AtomicFileError: Error, Hashable, Sendable {
    /// The directory cannot be made, opened or listed.
    case directory(FilePath, Step, Errno)
    case fileInPlaceOfDirectory(FilePath, directory: FilePath)
    case directoryInPlaceOfFile(FilePath)
    /// A device, a pipe or a socket stands there, which nobody wants to lose.
    case specialFile(FilePath)
    case file(FilePath, Step, Errno)

    /// What was tried.
    package enum Step: String, Sendable {
        case make = "made"
        case open = "opened"
        case list = "listed"
        case read = "read"
        case create = "created"
        case write = "written"
        case rename = "renamed into place"
        case synchronize = "made durable"
        case remove = "removed"
    }
}

extension AtomicFileError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .directory(let path, let step, let error):
            "The directory \(path) cannot be \(step.rawValue): \(error). \(Self.advice(error))"
        case .fileInPlaceOfDirectory(let file, let directory) where file == directory:
            "The directory \(directory) is not a directory but a file. Move the file away or name another directory."
        case .fileInPlaceOfDirectory(let file, let directory):
            "The directory \(directory) cannot be made, because \(file) is not a directory but a file. "
                + "Move the file away or name another directory."
        case .directoryInPlaceOfFile(let path):
            "The file \(path) is a directory. Remove the directory or name another file."
        case .specialFile(let path):
            "The file \(path) is a device, a pipe or a socket, which is not replaced. Name another file."
        case .file(let path, let step, let error):
            "The file \(path) cannot be \(step.rawValue): \(error). \(Self.advice(error))"
        }
    }

    private static func advice(_ error: Errno) -> String {
        switch error {
        case .noSpace, .diskQuotaExceeded: "Free some space there; the previous file, if any, is as it was."
        case .readOnlyFileSystem: "Make the file system writable or name another directory."
        case .permissionDenied, .notPermitted: "Run as a user who may write there or name another directory."
        case .noSuchFileOrDirectory: "Make it first; if it is there, it is a link that leads nowhere."
        case .fileNameTooLong: "Choose a shorter name."
        default: "Look at the directory and at the file system it is on."
        }
    }
}

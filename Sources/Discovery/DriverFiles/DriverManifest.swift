private import Documents
internal import Hardware

/// The list of files that drivers from about 560 on bring along, with what each is for. A file stands in it once for each
/// category.
struct DriverManifest {
    static let path = "/usr/share/nvidia/files.d/sandboxutils-filelist.json"

    private var roles: [String: Set<DriverFiles.Role>] = [:]

    /// Empty where the text is no such list.
    init(_ text: [UInt8]) {
        guard case .array(let rows)? = try? JSONValue.reading(json: text) else { return }
        for row in rows {
            guard let name = row["name"]?.text, let category = row["category"]?.text,
                let role = Self.role(ofCategory: category)
            else { continue }
            roles[name.lastPart, default: []].insert(role)
        }
    }

    /// Nil where the list does not have the file.
    func roles(of fileName: String) -> Set<DriverFiles.Role>? { roles[fileName] }

    private static func role(ofCategory category: String) -> DriverFiles.Role? {
        switch category {
        case "nvml", "utils": .utility
        case "cuda", "opencl": .compute
        case "video": .video
        case "optix", "vulkan", "egl", "glx", "gbm": .graphics
        case "ngx": .ngx
        default: nil
        }
    }
}

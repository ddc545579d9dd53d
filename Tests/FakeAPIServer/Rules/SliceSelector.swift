internal import Documents

/// A field selector for ResourceSlices.
struct SliceSelector {
    var name: String?
    var driver: String?
    var nodeName: String?

    /// nil where a field is none that can be selected by.
    init?(_ text: String) {
        for term in text.split(separator: ",") {
            let sides = term.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard sides.count == 2 else { return nil }
            switch sides[0] {
            case "metadata.name": name = sides[1]
            case "spec.driver": driver = sides[1]
            case "spec.nodeName": nodeName = sides[1]
            default: return nil
            }
        }
    }

    func matches(_ object: JSONValue) -> Bool {
        (name == nil || object["metadata"]?["name"]?.text == name)
            && (driver == nil || object["spec"]?["driver"]?.text == driver)
            && (nodeName == nil || (object["spec"]?["nodeName"]?.text ?? "") == nodeName)
    }
}

import Hummingbird
enum Placeholder { static func x() { _ = Router() } }

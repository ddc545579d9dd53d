import AsyncHTTPClient
enum Placeholder { static func x() -> HTTPClient { HTTPClient.shared } }

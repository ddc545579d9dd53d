import Testing

@testable import HTTPExchange

@Suite("A Retry-After") struct RetryAfterTests {
    /// Sun, 06 Nov 1994 08:49:37 GMT
    private static let moment: Int64 = 784_111_777

    @Test(arguments: [
        ("0", 0), ("1", 1), ("120", 120), ("3600", 3600), ("3601", 3600), ("99999999999999999999999", 3600),
        ("9223372036854775807", 3600), ("-1", 0), ("-99999999999999999999999", 0),
    ])
    func `counts seconds, within reason`(text: String, seconds: Int64) {
        #expect(RetryAfter(text, now: 0)?.duration == .seconds(seconds))
    }

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ])
    func `names a moment in any of three forms`(text: String) {
        #expect(HTTPDate(text)?.secondsSince1970 == Self.moment)
        #expect(RetryAfter(text, now: Self.moment - 90)?.duration == .seconds(90))
        #expect(RetryAfter(text, now: Self.moment + 90)?.duration == .zero)
        #expect(RetryAfter(text, now: 0)?.duration == .seconds(3600))
    }

    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Thu, 29 Feb 2024 23:59:60 GMT", 1_709_251_200),
        ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400), ("Tuesday, 19-Jan-38 03:14:07 GMT", 2_147_483_647),
    ])
    func `knows the calendar`(text: String, seconds: Int64) {
        #expect(HTTPDate(text)?.secondsSince1970 == seconds)
    }

    @Test func `is measured against the server's clock where the answer tells it`() {
        let text = "Sun, 06 Nov 1994 08:49:37 GMT"
        #expect(RetryAfter(text, date: "Sun, 06 Nov 1994 08:49:30 GMT", now: 0)?.duration == .seconds(7))
        #expect(RetryAfter(text, date: "yesterday", now: Self.moment - 5)?.duration == .seconds(5))
    }

    @Test(arguments: [
        "", " ", "-", "soon", "1.5", "1e3", "+5", "0x10", "١٢", "5 s", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nob 1994 08:49:37 GMT", "1994-11-06T08:49:37Z",
    ])
    func `that says nothing is as good as none`(text: String) { #expect(RetryAfter(text, now: 0) == nil) }
}

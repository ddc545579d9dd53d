private import Glibc

/// The time of day.
package enum UnixTime {
    /// Seconds since 1970.
    package static var now: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

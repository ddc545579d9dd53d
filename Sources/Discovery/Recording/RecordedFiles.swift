/// Where a recording keeps what lies outside /sys/devices: in one record of its own, whose attributes and links are
/// named by their path below the host's root, such as `proc/driver/nvidia/version`. umockdev loads it like any other.
enum RecordedFiles {
    static let path = "/devices/virtual/apus/host"
    static let subsystem = "apus"
}

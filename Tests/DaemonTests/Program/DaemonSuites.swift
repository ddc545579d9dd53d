import Testing

/// One after the other: each test keeps a thread waiting for a program, and there are as few threads as cores.
@Suite("apusd", .serialized)
enum DaemonSuites {}

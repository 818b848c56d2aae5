import LinuxAsync

/// The one system of this test program.
enum TestSystem {
    static let shared = Result { try AsyncSystem.start() }
}

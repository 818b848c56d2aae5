import Glibc

/// What whoever runs the tests has to say.
enum TestEnvironment {
    static subscript(name: String) -> String? { getenv(name).map { String(cString: $0) } }
}

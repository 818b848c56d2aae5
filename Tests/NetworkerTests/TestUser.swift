import Glibc
import Linux

enum TestUser {
    static func owner() throws -> FileOwner { FileOwner(user: getuid(), group: getgid()) }
}

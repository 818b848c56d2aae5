import Garden
import Glibc
import GuardianTestSupport
import Logging
import Testing

@testable import GardenServer

@Suite("Unix socket door", .timeLimit(.minutes(1)))
struct UnixSocketDoorTests {
    private let folder = SocketFolder()

    private func open(mode: UInt32 = 0o660) throws -> UnixSocketDoor {
        try UnixSocketDoor.open(UnixSocketAddress(path: folder.socket, mode: mode))
    }

    @Test("gives the socket the mode that was asked for", arguments: [0o660, 0o777, 0o600] as [UInt32])
    func mode(mode: UInt32) throws {
        let door = try open(mode: mode)
        defer { close(door.descriptor) }

        #expect(SocketFolder.mode(of: folder.socket) == mode)
    }

    @Test("gives the socket to the owner and group that were asked for")
    func owner() throws {
        let address = UnixSocketAddress(path: folder.socket, mode: 0o640, owner: 12345, group: 54321)

        let door = try UnixSocketDoor.open(address)
        defer { close(door.descriptor) }

        #expect(SocketFolder.owner(of: folder.socket) == [12345, 54321])
        #expect(SocketFolder.mode(of: folder.socket) == 0o640)
    }

    @Test("leaves the owner as it is when only a group was asked for")
    func groupAlone() throws {
        let door = try UnixSocketDoor.open(UnixSocketAddress(path: folder.socket, group: 54321))
        defer { close(door.descriptor) }

        #expect(SocketFolder.owner(of: folder.socket) == [geteuid(), 54321])
    }

    @Test("replaces a socket that nobody answers at")
    func staleSocket() throws {
        close(try open().descriptor)

        let door = try open()
        defer { close(door.descriptor) }

        #expect(SocketFolder.mode(of: folder.socket) == 0o660)
    }

    @Test("refuses a path where somebody answers")
    func liveSocket() throws {
        let door = try open()
        defer { close(door.descriptor) }
        listen(door.descriptor, 1)

        #expect(throws: ServerError.addressInUse(path: folder.socket)) { try open() }
    }

    @Test("refuses a file that is no socket, and leaves it alone")
    func regularFile() throws {
        close(creat(folder.socket, 0o600))

        #expect(throws: ServerError.notASocket(path: folder.socket)) { try open() }
        #expect(SocketFolder.mode(of: folder.socket) == 0o600)
    }

    @Test("refuses a folder, and leaves it alone")
    func folderInTheWay() throws {
        mkdir(folder.socket, 0o700)

        #expect(throws: ServerError.notASocket(path: folder.socket)) { try open() }
        #expect(SocketFolder.mode(of: folder.socket) == 0o700)
    }

    @Test("refuses a symbolic link, whatever it leads to", arguments: ["nowhere", "other"])
    func link(target: String) throws {
        let other = try UnixSocketDoor.open(UnixSocketAddress(path: folder.path + "/other"))
        defer { close(other.descriptor) }
        symlink(target, folder.socket)

        #expect(throws: ServerError.notASocket(path: folder.socket)) { try open() }
        #expect(SocketFolder.mode(of: folder.socket) == 0o777)
        #expect(SocketFolder.mode(of: folder.path + "/other") == 0o660)
    }

    @Test("refuses a path where somebody is too busy to answer")
    func busySocket() async throws {
        let door = try open()
        defer { close(door.descriptor) }
        listen(door.descriptor, 0)
        // A queue of length 0 takes one client.
        let waiting = try await RawClient.connect(to: .unixSocket(path: folder.socket))

        #expect(throws: ServerError.addressInUse(path: folder.socket)) { try open() }

        await waiting.close()
    }

    @Test("refuses a path that is too long")
    func longPath() {
        let path = folder.path + "/" + String(repeating: "x", count: 100)

        #expect(throws: ServerError.pathTooLong(path: path, limit: 107)) {
            try UnixSocketDoor.open(UnixSocketAddress(path: path))
        }
    }

    @Test("says which folder is missing")
    func missingFolder() {
        let path = folder.path + "/no/s"

        #expect(throws: ServerError.system(call: "bind", path: path, errno: ENOENT)) {
            try UnixSocketDoor.open(UnixSocketAddress(path: path))
        }
    }

    @Test("removes only its own socket file")
    func removing() throws {
        let old = try open()
        rename(folder.socket, folder.path + "/other")
        let new = try open()
        defer { for door in [old, new] { close(door.descriptor) } }

        old.remove()
        #expect(SocketFolder.mode(of: folder.socket) != nil)
        new.remove()
        #expect(SocketFolder.mode(of: folder.socket) == nil)
    }
}

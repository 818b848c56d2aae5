import JSON
import Linux
import OCI
import SystemPackage
import Testing

@Suite("A service manager of a container of our own runtime")
struct NotifySystemTests {
    private static let script = "test -S $NOTIFY_SOCKET && echo $NOTIFY_SOCKET; sleep 1000 & wait"

    /// A manager's socket, and a pipe for what the container writes.
    private struct Manager {
        let socket: DatagramSocket
        let output: (read: FileDescriptor, write: FileDescriptor)
        let runtime: OwnRuntime

        static func use(_ body: (OwnRuntime, Manager) throws -> Void) throws {
            try OwnRuntime.use { (runtime) throws in
                try runtime.write { $0.process.arguments = ["/bin/sh", "-c", NotifySystemTests.script] }
                let socket = try DatagramSocket.receive(
                    at: "manager", in: runtime.bundle, mode: FilePermissions(rawValue: 0o600))
                defer { socket.descriptor.closeIgnoringErrors() }
                let pipe = try Pipe.make()
                defer { for end in [pipe.read, pipe.write] { end.closeIgnoringErrors() } }
                try body(runtime, Manager(socket: socket, output: pipe, runtime: runtime))
            }
        }

        func start(_ arguments: String...) throws -> RunningOwnCall {
            var call = OwnCall()
            call.arguments = arguments
            call.environment = ["NOTIFY_SOCKET=" + runtime.bundle.appending("manager").string]
            call.descriptors = [nil, output.write, nil]
            return try runtime.start(call)
        }

        /// What the container says, by the socket that it has.
        func say(_ texts: String...) throws {
            // Its name inside, which it has written when it runs.
            #expect(try output.read.readLines(1) == "/run/notify/notify.sock\n")
            let place = runtime.root.appending("c").appending("notify").appending("notify.sock")
            let socket = try DatagramSocket.send(to: place.string)
            defer { socket.descriptor.closeIgnoringErrors() }
            for text in texts { #expect(try socket.send(Array(text.utf8))) }
        }

        /// What the manager is told next; descriptors that come with it are closed.
        func next() throws -> String {
            let ready = try DescriptorPoll.wait([DescriptorPoll.Entry(socket.descriptor)], milliseconds: 60_000)
            guard !ready[0].isEmpty, let bytes = try socket.receive(upTo: 4096) else { return "nothing" }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    @Test("is told by a run that does not wait, and knows init afterwards")
    func detached() throws {
        try Manager.use { runtime, manager in
            let call = try manager.start("run", "-d", "c")
            try manager.say("STATUS=soon", "X=1\nREADY=1\nY=2\n")

            let told = try [manager.next(), manager.next(), manager.next()]

            #expect(try call.status() == 0)
            let pid = try JSONValue(parsing: runtime("state", "c").output)["pid"]?.integer(as: Int32.self)
            #expect(told == ["READY=1\n", "MAINPID=\(pid ?? 0)\n", "BARRIER=1"])
        }
    }

    @Test("is told by the start of what was created")
    func created() throws {
        try Manager.use { runtime, manager in
            #expect(try manager.start("create", "c").status() == 0)
            let call = try manager.start("start", "c")
            try manager.say("READY=1")

            let told = try [manager.next(), manager.next(), manager.next()]

            #expect(try call.status() == 0)
            let pid = try JSONValue(parsing: runtime("state", "c").output)["pid"]?.integer(as: Int32.self)
            #expect(told == ["READY=1\n", "MAINPID=\(pid ?? 0)\n", "BARRIER=1"])
        }
    }

    @Test("is told in the foreground too, and knows the runtime")
    func foreground() throws {
        try Manager.use { runtime, manager in
            let call = try manager.start("run", "c")
            try manager.say("READY=1")

            let told = try [manager.next(), manager.next(), manager.next()]

            #expect(try runtime("kill", "c", "KILL").status == 0)
            #expect(try call.status() == 137)
            #expect(told == ["READY=1\n", "MAINPID=\(call.process.pid)\n", "BARRIER=1"])
        }
    }

    @Test("is not waited for when the container has ended, or the manager is gone", arguments: [false, true])
    func gone(hasManager: Bool) throws {
        try Manager.use { runtime, manager in
            if !hasManager { try Files.remove(runtime.bundle.appending("manager")) }
            let call = try manager.start("run", "-d", "c")
            if hasManager {
                #expect(try manager.output.read.readLines(1) == "/run/notify/notify.sock\n")
                #expect(try runtime("kill", "c", "KILL").status == 0)
            } else {
                try manager.say("READY=1")
            }

            #expect(try call.status() == 0)
        }
    }
}

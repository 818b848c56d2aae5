import CProbe
import Glibc
import JSON
import Libcontainer
import Linux
import SystemPackage

enum Listening {
    /// A child whose call `getpgid` goes to an agent, which is this process too: the document names its socket.
    static func run(_ document: String) throws {
        let path = try JSONValue(parsing: document)["linux"]?["seccomp"]?["listenerPath"]?.string ?? ""
        let agent = try StreamSocket.listen(at: FilePath(path))
        var security = try Probe.security(document)
        try security.prepare(cache: nil)
        Probe.say("has-listener", security.hasListener)
        let (read, write) = try Pipe.make()
        let (go, goes) = try Pipe.make()
        try Probe.child(
            meanwhile: { pid, pidfd in
                let number = Int32(try read.readNow(upTo: 1)?.first ?? 0)
                let listener = try PIDDescriptor.copy(descriptor: number, of: pidfd)
                try security.sendListener(
                    listener, of: pid, state: [UInt8](#"{"id":"probe","status":"creating"}"#.utf8))
                listener.closeIgnoringErrors()
                let received = try receive(from: agent, pid)
                _ = try goes.writeNow([1])
                let call = cprobe_answer(received.rawValue, 99)
                Probe.say("asked", Int(call) == Probe.number("getpgid"))
            },
            {
                let early = try security.applyBeforeUser()
                try security.applyUser()
                let late = try security.applyLast()
                Probe.say("when", early != nil ? "early" : "late")
                guard let listener = early ?? late else { return }
                _ = try write.writeNow([UInt8(listener.rawValue)])
                _ = try go.readNow(upTo: 1)
                listener.closeIgnoringErrors()
                Probe.say("answer", -cprobe_call(Probe.number("getpgid"), [0, 0, 0, 0, 0, 0]))
            })
        unlink(path)
    }

    private static func receive(from agent: StreamSocket, _ pid: PID) throws -> FileDescriptor {
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(agent.descriptor)])
        guard let connection = try agent.accept() else { throw Errno.connectionRefused }
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(connection.descriptor)])
        guard case .message(let bytes, let descriptors) = try connection.receive(upTo: 4096),
            let descriptor = descriptors.first
        else { throw Errno.ioError }
        let message = try JSONValue(parsing: bytes)
        Probe.say("fds", message["fds"] ?? .null)
        Probe.say("metadata", message["metadata"] ?? .null)
        Probe.say("state", message["state"] ?? .null)
        Probe.say("pid", message["pid"]?.integer() == pid.rawValue)
        Probe.say("version", message["ociVersion"] ?? .null)
        return descriptor
    }
}

enum Labelling {
    /// Labels on a kernel that says, in the file `enabled`, that it has AppArmor.
    static func run(profile: String, label: String, enabled: String) throws {
        var places = ExecLabel.Places()
        (places.apparmor, places.selinux) = (FilePath(enabled), FilePath(enabled))
        let prepared = try ExecLabel(profile: profile, label: label, places: places)
        // Somebody's file over the one that is meant, in the process that is restricted.
        let decoy = FilePath(enabled + ".decoy")
        try Files.write([], to: decoy, mode: .ownerReadWrite, durably: false)
        try Probe.child([.mount, .pid]) {
            try Mounts.setPropagation(.private, at: "/", recursive: true)
            // /proc still shows the runtime's pid namespace, where this one has another number.
            try Mounts.mount(MountRequest(source: decoy.string, flags: .bind), at: "/proc/thread-self/attr/exec")
            do {
                try prepared.apply()
                Probe.say("applied", true)
            } catch {
                Probe.say("refused", "\(error)")
            }
            Probe.say("decoy", try Files.read(decoy).count)
        }
    }
}

enum Timing {
    /// How long it takes to prepare without a cache, with an empty one, and with one that has the program.
    static func run(_ document: String, folder: String) throws {
        let cache = ProcessSecurity.cache(belowRoot: FilePath(folder))
        try say("none", document) { nil }
        try say("miss", document) {
            try Files.removeTree(cache)
            return cache
        }
        try say("hit", document) { cache }
        var bare = try Probe.security("{}")
        say("no-profile", try (0..<rounds).map { _ in try time { try bare.prepare(cache: nil) } })
    }

    private static let rounds = 41

    private static func say(_ name: String, _ document: String, _ cache: () throws -> FilePath?) throws {
        var security = try Probe.security(document)
        var times: [Double] = []
        for _ in 0..<rounds {
            let cache = try cache()
            times.append(try time { try security.prepare(cache: cache) })
        }
        Probe.say("\(name)-first", Int(times[0]))
        say(name, times)
    }

    private static func say(_ name: String, _ times: [Double]) {
        let sorted = times.sorted()
        Probe.say(name, "\(Int(sorted[sorted.count / 2])) min \(Int(sorted[0]))")
    }

    private static func time(_ body: () throws -> Void) rethrows -> Double {
        let start = cprobe_microseconds()
        try body()
        return cprobe_microseconds() - start
    }
}

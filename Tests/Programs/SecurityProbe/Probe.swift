import CProbe
import CSeccomp
import Glibc
import JSON
import Libcontainer
import Linux
import OCI
import SystemPackage

enum Probe {
    /// Tells something, at once.
    static func say(_ name: String, _ value: some CustomStringConvertible) {
        var line = "\(name)=\(value)\n"
        line.withUTF8 { _ = Glibc.write(1, $0.baseAddress, $0.count) }
    }

    /// The default document with members of `process` and `linux` replaced by those of `text`.
    static func security(_ text: String) throws -> ProcessSecurity {
        let changes = try JSONValue(parsing: text)
        guard var document = DefaultSpecification.document().json.object else { throw Errno.invalidArgument }
        for part in ["process", "linux"] {
            var object = document[part]?.object ?? JSONObject()
            for member in changes[part]?.object?.members ?? [] { object[member.key] = member.value }
            document[part] = .object(object)
        }
        let spec = try RuntimeSpec(json: .object(document))
        let options = TranslationOptions(id: try ContainerID("probe"), bundle: "/")
        return ProcessSecurity(
            process: try ProcessConfiguration(spec.process), configuration: try Configuration(spec, options: options))
    }

    /// Makes a child that does something and ends; `meanwhile` is done here.
    static func child(
        _ namespaces: NamespaceFlags = [], meanwhile: (PID, FileDescriptor) throws -> Void = { _, _ in },
        _ body: () throws -> Void
    ) throws {
        guard case .parent(let pid, let pidfd) = try Clone.start(Clone.Request(namespaces: namespaces)) else {
            do {
                try body()
            } catch {
                say("error", "\(error)")
                _exit(1)
            }
            _exit(0)
        }
        try meanwhile(pid, pidfd)
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)])
        switch try PIDDescriptor.reap(pidfd) {
        case .exited(let status): say("end", status)
        case .signalled(let signal): say("end", "signal \(signal.rawValue)")
        case nil: say("end", "none")
        }
    }

    /// A call's number: its name's, or the number itself.
    static func number(_ name: Substring) -> Int {
        Int(name) ?? Int(seccomp_syscall_resolve_name(String(name)))
    }
}

enum Applying {
    /// `NAME=CALL,ARGUMENT…` says under NAME the errno of a call, or `ok`; `thread=CALL`, `trap=CALL`, `status` and `exec`
    /// are what they say.
    static func run(_ document: String, cache: FilePath?, _ words: [String]) throws {
        var security = try Probe.security(document)
        try security.prepare(cache: cache)
        for warning in security.warnings { Probe.say("warning", warning) }
        let inUserNamespace = document.contains("\"user\"}")
        let (read, write) = try Pipe.make()
        try Probe.child(
            inUserNamespace ? [.user] : [],
            meanwhile: { pid, _ in
                if inUserNamespace {
                    for (file, text) in [("setgroups", "deny"), ("uid_map", "0 0 65536"), ("gid_map", "0 0 65536")] {
                        try Files.overwrite(FilePath("/proc/\(pid)/\(file)"), with: [UInt8](text.utf8))
                    }
                }
                _ = try write.writeNow([1])
            },
            {
                _ = try read.readNow(upTo: 1)
                let early = try security.applyBeforeUser()
                try security.applyUser()
                let late = try security.applyLast()
                Probe.say("listener", "\(early != nil) \(late != nil)")
                for word in words { try perform(word) }
            })
    }

    private static func perform(_ word: String) throws {
        let parts = word.split(separator: "=", maxSplits: 1)
        let values = parts.last?.split(separator: ",") ?? []
        guard let name = parts.first, let call = values.first else { return }
        switch name {
        case "status": try status()
        case "exec":
            throw Execution.become("/bin/cat", arguments: ["cat", "/proc/self/status"], environment: [])
        case "trap":
            _ = cprobe_note_traps()
            make(call, values.dropFirst())
            Probe.say("trapped", Int(cprobe_trapped_call()) == Probe.number(call))
        case "thread":
            Probe.say("thread", cprobe_call_in_thread(Probe.number(call)))
        default:
            let answer = make(call, values.dropFirst())
            Probe.say(String(name), answer < 0 ? "\(-answer)" : "ok")
        }
    }

    @discardableResult
    private static func make(_ call: Substring, _ values: ArraySlice<Substring>) -> Int {
        var arguments = values.map { UInt64($0) ?? UInt64(bitPattern: Int64($0) ?? 0) }
        arguments += [UInt64](repeating: 0, count: 6 - arguments.count)
        return cprobe_call(Probe.number(call), arguments)
    }

    private static func status() throws {
        let text = String(decoding: try Files.read("/proc/self/status"), as: UTF8.self)
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 1)
            guard fields.count == 2 else { continue }
            Probe.say(String(fields[0]), String(fields[1].drop { $0 == "\t" }))
        }
    }

    /// Says with which number a tracer is asked about a call.
    static func trace(_ document: String, call: String) throws {
        var security = try Probe.security(document)
        try security.prepare(cache: nil)
        let (read, write) = try Pipe.make()
        let (go, goes) = try Pipe.make()
        try Probe.child(
            meanwhile: { pid, _ in
                _ = try read.readNow(upTo: 1)
                Probe.say("seized", cprobe_trace(pid.rawValue))
                _ = try goes.writeNow([1])
                Probe.say("number", cprobe_traced_number(pid.rawValue))
            },
            {
                try security.applyBeforeUser()
                try security.applyUser()
                try security.applyLast()
                _ = try write.writeNow([1])
                _ = try go.readNow(upTo: 1)
                make(call[...], [])
            })
    }
}

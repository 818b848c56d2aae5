import Linux
import RuncCommand
import SystemPackage
import Testing

@testable import ProcessTracker

@Suite("The tracker's wire")
struct TrackerMessageTests {
    private static let runtime: RuncConfiguration = {
        var runtime = RuncConfiguration(executable: "/usr/sbin/runc", root: "/var/run/x")
        runtime.debug = true
        runtime.extraArguments = ["--a", "b c"]
        return runtime
    }()

    @Test(
        "requests survive the way",
        arguments: [
            .hello(version: 7),
            .create(1, CreateRequest(runtime: runtime, container: ContainerID(escaping: "c"), bundle: "/b")),
            .create(
                1,
                CreateRequest(
                    runtime: runtime, container: ContainerID(escaping: "c"), bundle: "/b",
                    memory: MemoryCgroup(.two, folder: "/sys/fs/cgroup/c"))),
            .forget(2, named("p"), pid(4)),
            .run(
                UInt64.max,
                RunRequest(
                    runtime: runtime, container: ContainerID(escaping: "c"), name: named("p \"ä"),
                    owner: FileOwner(user: UInt32.max, group: 5), process: FileDescriptor(rawValue: 9))),
            .signal(3, named("p"), .kill), .closeStandardInput(4, named("p")), .list(5), .shutdown(6),
        ] as [TrackerRequest])
    func requests(_ request: TrackerRequest) throws {
        #expect(try TrackerRequest(request.encoded, descriptors: request.descriptors) == request)
    }

    @Test(
        "messages survive the way",
        arguments: [
            .hello(version: 1), .created(1, pid(5)), .started(2, named("p"), pid(6)), .done(3),
            .failed(4, TrackerFailure(.runtime, "no \"such\" thing", status: 255)),
            .failed(0, TrackerFailure(.malformed, "")), .process(5, named("p"), pid(7)),
            .container(6, .none), .container(6, .running(pid(8))), .container(6, .exited(.exited(0))),
            .exited(named("p"), .exited(255)), .exited(named("p"), .signalled(.kill)),
            .initExited(.signalled(.terminate)), .container(6, .none, memoryKills: 3),
            .container(6, .exited(.exited(0)), memoryKills: .max), .outOfMemory(kills: 2), .unknown("dance"),
        ] as [TrackerMessage])
    func messages(_ message: TrackerMessage) throws {
        #expect(try TrackerMessage(message.encoded) == message)
    }

    @Test("members that nobody knows are left alone")
    func unknownMembers() throws {
        let bytes = Array(#"{"type":"list","request":5,"terminal":{"rows":3}}"#.utf8)

        #expect(try TrackerRequest(bytes, descriptors: []) == .list(5))
    }

    @Test("a cgroup that this version cannot watch is as good as none", arguments: ["null", "{}", #"{"version":3}"#])
    func unknownCgroup(_ cgroup: String) throws {
        let text = """
            {"type":"create","request":1,"container":"a","bundle":"/b","runtime":{"executable":"/r"},"memory":\(cgroup)}
            """

        let request = try TrackerRequest(Array(text.utf8), descriptors: [])

        guard case .create(1, let create) = request else { throw WireError.malformed("\(request)") }
        #expect(create.memory == nil)
    }

    @Test("a message of an unknown type is left alone, but not an answer of one")
    func unknownMessages() throws {
        #expect(try TrackerMessage(Array(#"{"type":"dance","steps":3}"#.utf8)) == .unknown("dance"))
        #expect(throws: WireError.self) { try TrackerMessage(Array(#"{"type":"dance","request":3}"#.utf8)) }
    }

    @Test(
        "what is no request is refused in words",
        arguments: [
            "", "{", "[]", "{}", #"{"type":"dance","request":1}"#, #"{"type":"list"}"#,
            #"{"type":"list","request":-1}"#,
            #"{"type":"signal","request":1,"process":"../x","signal":9}"#,
            #"{"type":"signal","request":1,"process":"","signal":9}"#,
            #"{"type":"create","request":1,"container":"a/b","bundle":"/b","runtime":{"executable":"/r"}}"#,
            #"{"type":"create","request":1,"container":"a","bundle":"/b"}"#,
            #"{"type":"run","request":1,"container":"a","process":"p","user":0,"group":0,"runtime":{"executable":"/r"}}"#,
        ])
    func malformed(_ text: String) {
        #expect(throws: WireError.self) { try TrackerRequest(Array(text.utf8), descriptors: []) }
    }

    @Test("descriptors come with run only")
    func descriptors() {
        let bytes = TrackerRequest.list(1).encoded

        #expect(throws: WireError.self) {
            try TrackerRequest(bytes, descriptors: [FileDescriptor(rawValue: 1)])
        }
    }

    @Test(
        "the number of a request is found if there is one",
        arguments: [
            (#"{"type":"dance","request":12}"#, 12), (#"{"type":"list"}"#, nil), ("x", nil),
        ] as [(String, UInt64?)])
    func number(_ text: String, _ number: UInt64?) {
        #expect(TrackerRequest.number(in: Array(text.utf8)) == number)
    }

    @Test(
        "names are those of folders",
        arguments: [
            ("p", true), ("..a", true), ("ä b", true), (String(repeating: "x", count: 255), true),
            ("", false), (".", false), ("..", false), ("a/b", false), ("a\0", false),
            (String(repeating: "x", count: 256), false),
        ])
    func names(_ text: String, _ isValid: Bool) {
        #expect((ProcessName(text) != nil) == isValid)
    }
}

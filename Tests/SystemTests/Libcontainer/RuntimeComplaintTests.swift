import Cgroups
import GuardianTestSupport
import JSON
import Linux
import OCI
import SystemPackage
import Testing

@Suite("What our own runtime says of calls that cannot succeed")
struct RuntimeComplaintTests {
    @Test("is runc's message, once, and runc's status", arguments: RuntimeComplaint.Scene.allCases)
    func complaints(scene: RuntimeComplaint.Scene) throws {
        try OwnRuntime.use { (runtime) throws in
            let end = try runtime.set(scene)
            defer { end() }

            for complaint in RuntimeComplaint.all where complaint.scene == scene { try check(complaint, runtime) }
        }
    }

    private func check(_ complaint: RuntimeComplaint, _ runtime: OwnRuntime) throws {
        let call = Comment(rawValue: complaint.arguments.joined(separator: " "))
        // What is wrong with the flags of the program itself is said before there is a log.
        let isGlobal = complaint.arguments[0].hasPrefix("--log") || complaint.arguments[0] == "--nope"

        let answer = try runtime.call((isGlobal ? [] : ["--log-format", "json"]) + complaint.arguments)

        let lines = answer.errors.split(separator: "\n")
        let line = String(try #require(lines.last, call))
        #expect(answer.status == complaint.status, call)
        #expect(lines.count == 1, call)
        if isGlobal {
            #expect(line.hasSuffix("level=error msg=\"\(complaint.message)\""), call)
        } else {
            let message = try #require(try JSONValue(parsing: line)["msg"]?.string, call)
            let isPart = complaint.message.hasSuffix("...")
            let part = isPart ? String(message.prefix(complaint.message.count - 3)) + "..." : message
            #expect(part == complaint.message, call)
        }
        let isUsage = complaint.message.contains("flag") || complaint.message.contains("argument(s)")
        #expect(answer.output.hasPrefix("Incorrect Usage") == (isUsage && answer.status == 1), call)
    }

    @Test("goes to the log file as a record, and bare to standard error", arguments: ["text", "json"])
    func logFile(format: String) throws {
        try OwnRuntime.use { (runtime) throws in
            let log = runtime.bundle.appending("log")

            let answer = try runtime("--log", "log", "--log-format", format, "state", "nobody")

            let text = String(decoding: try Files.read(log), as: UTF8.self)
            #expect(answer.errors == "container does not exist\n")
            #expect(text.hasSuffix("\n"))
            #expect(text.split(separator: "\n").count == 1)
            if format == "json" {
                let record = try JSONValue(parsing: text)
                #expect(record.object?.members.map(\.key) == ["level", "msg", "time"])
                #expect(record["level"]?.string == "error")
                #expect(record["msg"]?.string == "container does not exist")
            } else {
                #expect(text.contains(#"Z" level=error msg="container does not exist""#))
                #expect(text.hasPrefix("time=\""))
            }
        }
    }
}

extension OwnRuntime {
    /// Makes what there is before a call.
    ///
    /// - Returns: what ends it, where a container's end does not.
    fileprivate func set(_ scene: RuntimeComplaint.Scene) throws -> () -> Void {
        let config = bundle.appending("config.json")
        switch scene {
        case .bundle: break
        case .created: #expect(try self("create", "c").status == 0)
        case .running: #expect(try self("run", "-d", "c").status == 0)
        case .paused:
            #expect(try self("run", "-d", "c").status == 0)
            try CgroupTree(cgroup + "/c", in: .detect()).freezeCompletely()
        case .stopped:
            #expect(try self("run", "-d", "c").status == 0)
            try stop()
        case .usedCgroup:
            try write(id: "other") { $0.linux.cgroupsPath = self.cgroup + "/c" }
            #expect(try self("run", "-d", "other").status == 0)
            try write { _ in }
        case .frozenCgroup:
            let tree = try CgroupTree(cgroup + "/c", in: .detect())
            try tree.create()
            try tree.freeze()
            return {
                #expect(throws: Never.self) {
                    try tree.thaw()
                    try tree.remove()
                }
            }
        case .missingProgram: try write { $0.process.arguments = ["nosuch"] }
        case .folderProgram: try write { $0.process.arguments = ["/bin"] }
        case .noDocument: try Files.remove(config)
        case .noProcess:
            var document = try #require(try JSONValue(parsing: Files.read(config)).object)
            document["process"] = nil
            try Files.write(
                JSONValue.object(document).encoded(), to: config, mode: FilePermissions(rawValue: 0o600),
                durably: false)
        case .noArguments: try write { $0.process.arguments = [] }
        case .relativeFolder: try write { $0.process.workingDirectory = "tmp" }
        case .terminal: try write { $0.process.terminal = true }
        }
        return {}
    }
}

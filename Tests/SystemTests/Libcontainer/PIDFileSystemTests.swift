import JSON
import Linux
import SystemPackage
import Testing

@Suite("The file with a process's number, of our own runtime")
struct PIDFileSystemTests {
    @Test(
        "has the number alone, and is where the caller is, wherever the bundle is",
        arguments: ["create", "run", "exec"])
    func contents(command: String) throws {
        try OwnRuntime.use { (runtime) throws in
            if command == "exec" { #expect(try runtime("run", "-d", "c").status == 0) }
            let options = command == "exec" ? ["-d"] : ["--bundle", runtime.bundle.string]
            var call = OwnCall(command)
            call.arguments += options + (command == "run" ? ["-d"] : []) + ["--pid-file", "there/pid", "c"]
            if command == "exec" { call.arguments += ["/bin/sleep", "1000"] }
            call.shell = "mkdir there; cd ."

            #expect(try runtime.start(call).status() == 0)

            let text = String(decoding: try Files.read(runtime.bundle.appending("there/pid")), as: UTF8.self)
            let state = try JSONValue(parsing: runtime("state", "c").output)["pid"]?.integer(as: Int32.self)
            let pid = try #require(Int32(text))
            #expect(command == "exec" || pid == state)
            let number = try #require(PID(rawValue: pid))
            #expect(ProcessStatus.parent(of: number) != nil)
            #expect(try Files.entries(of: runtime.bundle.appending("there")) == ["pid"])
        }
    }

    @Test("that cannot be written leaves nothing", arguments: ["create", "run"])
    func failure(command: String) throws {
        try OwnRuntime.use { (runtime) throws in
            try Files.makeDirectory(runtime.bundle.appending(".pid"), mode: FilePermissions(rawValue: 0o755))

            let answer = try runtime(command, "--pid-file", "pid", "c")

            #expect(answer.status == 1)
            #expect(answer.errors.contains(".pid: File exists"))
            #expect(try runtime.left() == [])
            #expect(try !runtime.hasCgroup())
        }
    }
}

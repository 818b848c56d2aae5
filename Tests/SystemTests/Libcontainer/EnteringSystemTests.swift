import JSON
import Linux
import OCI
import SystemPackage
import Testing

@Suite("Processes that enter a container of our own runtime")
struct EnteringSystemTests {
    @Test(
        "end with their own status, and with 255 when they never ran",
        arguments: [
            (["/bin/sh", "-c", "exit 42"], 42, ""), (["/bin/sh", "-c", "kill -9 $$"], 137, ""),
            (["nosuch"], 255, #"exec: \"nosuch\": executable file not found in $PATH"#),
            (["/etc"], 255, #"exec: \"/etc\": is a directory"#),
        ] as [([String], Int32, String)])
    func statuses(arguments: [String], status: Int32, text: String) throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)
            var process = OCIProcess()
            process.arguments = arguments
            process.environment = ["PATH=/bin"]
            let file = runtime.bundle.appending("process.json")
            try Files.write(
                process.json.encoded(), to: file, mode: FilePermissions(rawValue: 0o600), durably: false)

            let answer = try runtime("exec", "-p", file.string, "c")

            #expect(answer.status == status)
            #expect(text.isEmpty || answer.errors.contains("exec failed: unable to start container process: \(text)"))
        }
    }

    @Test("see what init sees, and have what the flags say")
    func world() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { $0.hostname = "inside" }
            #expect(try runtime("run", "-d", "c").status == 0)

            let answer = try runtime(
                "exec", "--cwd", "/tmp", "-e", "A=1", "-e", "A=2", "c", "/bin/sh", "-c",
                "hostname; pwd; echo $A $HOME; ps | grep -c '[s]leep'")

            #expect(answer.output == "inside\n/tmp\n2 /root\n1\n", "\(answer)")
            #expect(answer.status == 0)
        }
    }

    @Test("are in its cgroups")
    func cgroups() throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)

            let answer = try runtime("exec", "c", "/bin/cat", "/proc/self/cgroup")

            let lines = answer.output.split(separator: "\n")
            #expect(!lines.isEmpty)
            #expect(lines.allSatisfy { $0.hasSuffix(runtime.cgroup + "/c") }, "\(answer.output)")
        }
    }

    @Test("are refused when it has stopped")
    func stopped() throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)
            try runtime.stop()

            let answer = try runtime("exec", "c", "/bin/true")

            #expect(answer.status == 255)
            #expect(answer.errors.contains("exec failed: cannot exec in a stopped container"))
        }
    }

    @Test("are refused a label that the kernel has not", arguments: ["--process-label", "--apparmor"])
    func labels(flag: String) throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)

            // With a kernel that has labels, nobody has loaded this one.
            let answer = try runtime("exec", flag, "guardian-nobody", "c", "/bin/true")

            #expect(answer.status == 255)
            #expect(answer.errors.contains("guardian-nobody"), "\(answer)")
        }
    }
}

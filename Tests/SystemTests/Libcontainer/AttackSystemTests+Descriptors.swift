import Glibc
import Linux
import OCI
import SystemPackage
import Testing

extension AttackSystemTests {
    @Test("find no descriptor of the host's in a created container (CVE-2024-21626)")
    func descriptorsOfCreated() throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            let folder = try FileDescriptor.open("/sys/fs/cgroup", .readOnly)
            defer { folder.closeIgnoringErrors() }
            var around = RuntimeTrial.Surroundings()
            around.descriptors = [folder, folder, folder]
            #expect(try trial.call(["create", "c"], around).status == 0)
            let open = FilePath("/proc/\(try trial.pid())/fd")

            let targets = try Files.entries(of: open).filter { (Int($0) ?? 0) > 2 }
                .map { try Files.readLink(open.appending($0)).string }

            let fifo = trial.root.appending("c").appending("exec.fifo").string
            let allowed = [fifo, "pipe:", "socket:", "anon_inode:", "/memfd:"]
            for target in targets {
                // By init's own number: the container's /proc.
                #expect(target == "/proc/1/fd" || allowed.contains { target.hasPrefix($0) }, "\(target)")
            }
        }
    }

    @Test("find no descriptor of the host's in a process (CVE-2024-21626)")
    func descriptorsOfProcesses() throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            let folder = try FileDescriptor.open("/sys/fs/cgroup", .readOnly)
            defer { folder.closeIgnoringErrors() }
            var around = RuntimeTrial.Surroundings()
            around.descriptors = [folder, folder, folder]
            try trial.write { $0.process.arguments = ["/bin/ls", "/proc/self/fd"] }
            let program = try trial.call(["run", "c"], around)
            try trial.write { _ in }
            try trial.run()

            let process = try trial.call(["exec", "c", "/bin/ls", "/proc/self/fd"], around)

            // The last is the folder that is read.
            #expect(program.lines == ["0", "1", "2", "3"])
            #expect(process.lines == ["0", "1", "2", "3"])
        }
    }

    @Test("get no folder of the host's as the working one, though it is passed (CVE-2024-21626)")
    func passedFolder() throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            let folder = try FileDescriptor.open(trial.folder, .readOnly)
            defer { folder.closeIgnoringErrors() }
            var around = RuntimeTrial.Surroundings()
            around.descriptors = [folder]
            try trial.write {
                $0.process.workingDirectory = "/proc/self/fd/3"
                $0.process.arguments = ["/bin/ls"]
            }
            let program = try trial.call(["run", "--preserve-fds", "1", "c"], around)
            try trial.write { _ in }
            try trial.run()

            let process = try trial.call(
                ["exec", "--preserve-fds", "1", "--cwd", "/proc/self/fd/3", "c", "/bin/ls"], around)

            let text = "current working directory is outside of container mount namespace root"
            #expect((program.status, process.status) == (1, 255))
            #expect((program.output, process.output) == ("", ""))
            #expect(program.errors.contains(text), "\(program)")
            #expect(process.errors.contains(text), "\(process)")
        }
    }

    @Test("get no folder of the runtime's as the working one, whatever its number (CVE-2024-21626)")
    func guessedFolder() throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            for number in 3..<16 {
                try trial.write {
                    $0.process.workingDirectory = "/proc/self/fd/\(number)"
                    $0.process.arguments = ["/bin/ls"]
                }
                let program = try trial("run", "c")

                #expect((program.status, program.output) == (1, ""), "\(number): \(program)")
            }
            try trial.write { _ in }
            try trial.run()
            for number in 3..<16 {
                let process = try trial("exec", "--cwd", "/proc/self/fd/\(number)", "c", "/bin/ls")

                #expect((process.status, process.output) == (255, ""), "\(number): \(process)")
            }
        }
    }

    @Test(
        "become nobody else by a user's number that is none (CVE-2026-30892)",
        arguments: ["", "-1", "0x0", "1:", ":1", " 0", "0 ", "1:2:3", "4294967296", "1:4294967296", "root"])
    func users(user: String) throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            try trial.write { $0.process.user = OCIUser(uid: 1000, gid: 1000) }
            try trial.run()

            let answer = try trial("exec", "--user=" + user, "c", "/bin/id", "-u")

            if user.isEmpty {
                // As if it were not there.
                #expect(answer.output == "1000\n")
            } else {
                #expect((answer.status, answer.output) == (255, ""), "\(answer)")
            }
        }
    }

    @Test("are handed no capabilities (CVE-2022-29162)")
    func inheritable() throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            let script = "grep -E '^Cap(Inh|Amb)' /proc/self/status"
            let program = try trial.shell(script)
            try trial.write { _ in }
            try trial.run()

            let process = try trial("exec", "--cap", "CAP_KILL", "-u", "1000", "c", "/bin/sh", "-c", script)

            let none = ["CapInh:\t0000000000000000", "CapAmb:\t0000000000000000"]
            #expect(program.lines == none)
            #expect(process.lines == none, "\(process)")
        }
    }
}

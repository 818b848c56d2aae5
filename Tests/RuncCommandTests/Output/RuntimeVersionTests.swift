import RuncCommand
import Testing

@Suite("A runtime's answer to --version")
struct RuntimeVersionTests {
    private func parse(_ output: String) throws -> RuntimeVersion { try RuntimeVersion(parsing: Array(output.utf8)) }

    @Test("of runc")
    func runc() throws {
        let version = try parse(RecordedOutput.runcVersion)

        #expect(
            version
                == RuntimeVersion(
                    program: "runc", version: "1.1.5+ds1", commit: "1.1.5+ds1-1+deb12u1", specification: "1.0.2-dev"))
    }

    @Test("of crun, with what it was built with")
    func crun() throws {
        let version = try parse(RecordedOutput.crunVersion)

        #expect(
            version
                == RuntimeVersion(
                    program: "crun", version: "1.8.1", commit: "f8a096be060b22ccd3d5f3ebe44108517fbf6c30",
                    specification: "1.0.0",
                    capabilities: ["SYSTEMD", "SELINUX", "APPARMOR", "CAP", "SECCOMP", "EBPF", "YAJL"]))
    }

    @Test(
        "needs no more than its first line, and takes the others in any order",
        arguments: [
            ("runc version 1", RuntimeVersion(program: "runc", version: "1")),
            ("\n  gdn-runc version 0.1 (debug) \r\n", RuntimeVersion(program: "gdn-runc", version: "0.1 (debug)")),
            (
                "x version 2\nspec: 1.3.0\nrundir: /r\ncommit: abc def\n",
                RuntimeVersion(program: "x", version: "2", commit: "abc def", specification: "1.3.0")
            ),
            ("x version 2\ncommit:\nspec: \n+\n+A -B\n", RuntimeVersion(program: "x", version: "2")),
            ("x version 2\n+A\n+B +C", RuntimeVersion(program: "x", version: "2", capabilities: ["A", "B", "C"])),
        ])
    func lines(output: String, version: RuntimeVersion) throws {
        #expect(try parse(output) == version)
    }

    @Test(
        "that names no version is an error",
        arguments: [
            "", "\n \n", "runc", "runc version", "runc version \ncommit: x", "version 1.0", "runc: 1.0 version 2",
        ])
    func malformed(output: String) {
        #expect(throws: RuncCommandError.self) { try parse(output) }
    }

    @Test("that cannot be understood is shown in the error, shortened")
    func shown() {
        let output = String(repeating: "y", count: 1000)

        #expect {
            try parse(output)
        } throws: {
            "\($0)".contains("'\(String(repeating: "y", count: 64))'")
        }
    }
}

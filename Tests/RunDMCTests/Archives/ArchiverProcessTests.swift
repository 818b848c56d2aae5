import Glibc
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@testable import RunDMC

@Suite("An archiver")
struct ArchiverProcessTests {
    @Test("gets its arguments, the init at descriptor 3, and nothing of this program's environment or descriptors")
    func surroundings() async throws {
        let standIn = try StandInArchiver(
            """
            file=${0%gdn-tar}file
            for path in /proc/$$/fd/*; do
                if [ -e $path ]; then numbers="$numbers ${path##*/}"; fi
            done
            in=$(readlink /proc/$$/fd/0) out=$(readlink /proc/$$/fd/1) init=$(readlink /proc/$$/fd/3)
            echo "$@" >$file
            pwd >>$file
            echo ${in%%:*} $out ${init%%:*} >>$file
            echo $numbers >>$file
            env | grep -v -e ^PWD= -e ^OLDPWD= -e ^SHLVL= -e ^_= -e ^PATH= >>$file
            true
            """)

        let archiver = try await standIn.start(.into, user: "alice", path: "/a b", cgroups: ["/c"])
        archiver.stream.close()

        #expect(await archiver.ended() == .done)
        let lines = try standIn.text().split(separator: "\n").map(String.init)
        #expect(lines.prefix(2) == ["in --cgroup /c alice /a b", "/"])
        // Linux 6.9 gave pidfds a file system, and a name of their own.
        #expect(["pipe /dev/null anon_inode", "pipe /dev/null pidfd"].contains(lines[2]))
        // 10 is where the shell keeps its script.
        #expect(lines[3] == "0 1 10 2 3")
        #expect(lines.count == 4)
    }

    @Test(
        "that fails says why",
        arguments: [
            ("echo '/root/x: Permission denied' >&2; exit 1", "/root/x: Permission denied"),
            ("echo one >&2; echo two >&2; exit 1", "one; two"),
            ("exit 1", "the archiver gave no reason"),
            ("echo usage >&2; exit 2", "the archiver ended with status 2: usage"),
            ("kill -TERM $$", "the archiver ended by signal 15: "),
            (
                "kill -KILL $$",
                "the archiver was killed, as when the container is destroyed or out of memory"
            ),
        ])
    func failures(script: String, reason: String) async throws {
        let standIn = try StandInArchiver(script)

        let ending = try await standIn.start(.into).ended()

        #expect(ending == .failed(reason))
    }

    @Test("may say a lot, of which the end is kept")
    func talkative() async throws {
        let standIn = try StandInArchiver(
            "i=0; while [ $i -lt 20000 ]; do echo no; i=$((i+1)); done >&2; echo end >&2; exit 1")
        let archiver = try await standIn.start(.into)

        guard case .failed(let reason) = await archiver.ended() else {
            Issue.record("it did not fail")
            return
        }
        #expect(reason.hasSuffix("no; end"))
        #expect(reason.utf8.count < 20_000)
    }

    @Test("whose output somebody else holds has ended all the same")
    func heldOutput() async throws {
        let standIn = try StandInArchiver("sleep 1000 & echo $! >${0%gdn-tar}file; echo why >&2; exit 1")
        let archiver = try await standIn.start(.into)

        #expect(await archiver.ended() == .failed("why"))
        let pid = try #require(Int32(standIn.text().prefix { $0.isNumber }))
        #expect(Glibc.kill(pid, SIGKILL) == 0)
    }

    @Test("is killed when nobody has it any more, and reaped")
    func abandoned() async throws {
        let standIn = try StandInArchiver("echo $$; exec sleep 1000")
        var archiver: ArchiverProcess? = try await standIn.start(.outOf)
        let line = try #require(await archiver?.stream.read(upTo: 100))
        let pid = try #require(Int32(String(decoding: line, as: UTF8.self).prefix { $0.isNumber }))
        let pidfd = try PIDDescriptor.open(try #require(PID(rawValue: pid)))
        defer { pidfd.closeIgnoringErrors() }

        archiver = nil

        try await standIn.system.hasEnded(pidfd: pidfd)
        while Glibc.kill(pid, 0) == 0 { await Task.yield() }
    }

    @Test("that cannot be executed leaves nothing open")
    func missing() async throws {
        let system = try TestSystem.shared.get()
        let archiver = Archiver(program: "/no/such/gdn-tar", system: system)
        let initProcess = try PIDDescriptor.open(#require(PID(rawValue: getpid())))
        defer { initProcess.closeIgnoringErrors() }

        await #expect(throws: LinuxError.self) {
            _ = try await archiver.start(
                ArchiveRequest(.into, user: "", path: "/"), cgroups: [], initProcess: initProcess)
        }
    }
}

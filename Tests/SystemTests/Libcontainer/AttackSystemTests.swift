import Glibc
import Linux
import OCI
import SystemPackage
import Testing

/// What root of a container, or who shares files with one, would do to the runtime and through it to the host: each
/// through the program, as in real life.
@Suite("Attacks on our own runtime")
struct AttackSystemTests {
    /// Root of the container may do all that there is, and is root outside too: nothing but the runtime stops it.
    static func giveEverything(_ spec: inout RuntimeSpec) throws {
        let names = ProcessCapabilities.bounding(last: try Capability.last()).names
        spec.process.capabilities = OCICapabilities(bounding: names, effective: names, permitted: names)
    }

    /// Finds a process that is no busybox, holds its program, has it end, and writes to what it held as soon as nobody
    /// runs it any more. Only ever where no process but those of the test can be seen.
    private static let overwriting = """
        : > /tmp/ready
        n=0
        while [ $n -lt 5000 ]; do
            n=$((n+1))
            for p in /proc/[0-9]*; do
                case $(busybox readlink $p/exe) in ''|*/busybox) continue;; esac
                exec 9< $p/exe
                (echo pwned >> $p/exe) && echo written while it runs >> /tmp/result
                cat /tmp/door > /dev/null
                for try in $(seq 300); do
                    (echo pwned >> /proc/self/fd/9) && echo written when it has ended >> /tmp/result && break
                done
                echo tried >> /tmp/result
                exit
            done
        done 2> /dev/null
        """

    /// The program's own call that waits until somebody reads from the door.
    private static let waiting = ["/proc/self/exe", "--log", "/tmp/door", "frobnicate"]

    /// Has a container attack the program that `begin` makes run in it.
    private func attackProgram(_ begin: (RuntimeTrial) throws -> Void) throws {
        try RuntimeTrial.use(.own, ofCopy: true) { (trial) throws in
            let bytes = try Files.read(trial.program, limit: 1 << 30)
            guard mkfifo(trial.image.appending("tmp").appending("door").string, 0o666) == 0 else {
                throw Errno(rawValue: errno)
            }
            try trial.runUntilReady(Self.overwriting) { try? Self.giveEverything(&$0) }

            try trial.waitForEnd { try begin(trial) }

            #expect(try trial.read(trial.image.appending("tmp").appending("result")) == "tried")
            #expect(try Files.read(trial.program, limit: 1 << 30) == bytes, "the runtime's program was overwritten")
        }
    }

    @Test("cannot write to its program, which a container has as its own (CVE-2019-5736)")
    func ownProgramAsInit() throws {
        try attackProgram { trial in
            // Beside the attacker, who would not see it otherwise.
            let pid = try trial.pid()
            try trial.write(id: "d") { spec in
                spec.process.arguments = Self.waiting
                spec.linux.namespaces.removeAll { $0.kind == .pid }
                spec.linux.namespaces.append(OCINamespace(.pid, path: "/proc/\(pid)/ns/pid"))
            }
            try trial.run("d")
        }
    }

    @Test("cannot write to its program, as which a process is entered (CVE-2019-5736)")
    func ownProgramAsProcess() throws {
        try attackProgram { trial in
            _ = try trial.call(["exec", "c"] + Self.waiting)
        }
    }

    @Test("cannot write to its program while it enters (CVE-2019-5736)")
    func enteringProgram() throws {
        try RuntimeTrial.use(.own, ofCopy: true) { (trial) throws in
            let bytes = try Files.read(trial.program, limit: 1 << 30)
            try trial.runUntilReady(
                """
                : > /tmp/ready
                while :; do for p in /proc/[0-9]*; do
                    read -r name < $p/comm && [ "$name" = gdn-runc ] || continue
                    : >> /tmp/seen
                    echo pwned >> $p/exe && : > /tmp/won
                done; done 2> /dev/null
                """
            ) { try? Self.giveEverything(&$0) }

            for _ in 0..<20 { try trial.succeed("exec", "c", "/bin/true") }

            #expect(!Files.exists(trial.image.appending("tmp").appending("won")))
            #expect(try Files.read(trial.program, limit: 1 << 30) == bytes)
        }
    }

    @Test("cannot look into it while it enters (CVE-2016-9962)")
    func lookingIn() throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            try Files.setMode(FilePermissions(rawValue: 0o1777), of: trial.image.appending("tmp"))
            try trial.write("x", to: trial.folder.appending("marker"))
            try trial.runUntilReady(
                """
                : > /tmp/ready
                while :; do for p in /proc/[0-9]*; do
                    read -r name < $p/comm && [ "$name" = gdn-runc ] || continue
                    : >> /tmp/seen
                    [ -e $p/root\(trial.folder)/marker ] && : > /tmp/won
                    case $(busybox readlink $p/exe) in *gdn-runc) : > /tmp/won;; esac
                    grep -q MARKER=secret $p/environ && : > /tmp/won
                done; done 2> /dev/null
                """
            ) { spec in
                try? Self.giveEverything(&spec)
                spec.mapUsers()
            }
            var around = RuntimeTrial.Surroundings()
            around.environment = ["MARKER=secret"]
            var calls = 0

            while calls < 20 || calls < 200 && !Files.exists(trial.image.appending("tmp").appending("seen")) {
                #expect(try trial.call(["exec", "c", "/bin/true"], around).status == 0)
                calls += 1
            }

            #expect(
                Files.exists(trial.image.appending("tmp").appending("seen")), "no process was seen while it entered")
            #expect(!Files.exists(trial.image.appending("tmp").appending("won")))
        }
    }
}

import Garden
import GardenClient
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

/// Programs of the host's own distribution with its own C library, dynamically linked: they make the calls that current
/// programs make, and some of those answer ENOSYS.
@Suite("Current programs in unprivileged containers")
struct CurrentProgramTests {
    /// Each must succeed; `?NAME` in front: only where the host has it.
    private static let commands = [
        "printf 'b\\na\\n' | sort -r | head -1 | grep -q b",
        "coproc cat; echo x >&${COPROC[1]}; read -u ${COPROC[0]} y",
        "(exec 3<>/dev/null; echo x >&3) & wait $!", "ulimit -n >/dev/null; trap 'true' EXIT; kill -0 $$",
        "ls -lR /etc", "ls -la --color=always /", "cp -a /etc /tmp/copy && rm -r /tmp/copy",
        "cp --reflink=auto /bin/ls /tmp",
        "seq 200000 | sort --parallel=4 -n | tail -1", "tar cf - /etc/passwd /root 2>/dev/null | tar tf -",
        "tar czf /tmp/t.tgz /etc/passwd && tar xzf /tmp/t.tgz -C /tmp", "date", "date -u -d @0", "id", "env", "whoami",
        "timeout 5 sleep 0.01", "stat /", "stat -f /", "find / -xdev -name passwd -exec cat {} +",
        "seq 20 | xargs -P 4 -n 1 echo", "dd if=/dev/zero of=/tmp/zero bs=1M count=4 conv=fsync", "sync", "df -h",
        "du -s /etc",
        "mktemp -d", "touch -d yesterday /tmp/old && test /etc/passwd -nt /tmp/old",
        "mkfifo /tmp/pipe && test -p /tmp/pipe",
        "install -m 700 /bin/ls /tmp/installed", "mkdir -p /tmp/d/e && chmod -R a+rX /tmp/d",
        "chown -R 1000:1000 /tmp/old",
        "ln -sf a /tmp/link",
        "mv /tmp/old /tmp/older", "truncate -s 1G /tmp/sparse", "split -n 4 /bin/ls /tmp/part", "sha256sum /bin/ls",
        "nproc", "nice -n 5 true", "setsid true", "realpath /proc/self/exe", "readlink -f /bin",
        "test -w /tmp -a -x /bin/ls",
        "sed -i s/root/root/ /etc/passwd", "grep -r root /etc", "tee /tmp/tee </etc/passwd", "tail -n 1 /etc/passwd",
        "od -c /etc/passwd", "shuf -n 1 /etc/passwd", "stdbuf -oL true", "chroot / true", "hostname || uname -n",
        "uname -a",
        "?gzip gzip -c /etc/passwd | gzip -d", "?xz xz -T 2 -c /etc/passwd | xz -d",
        "?awk awk 'BEGIN { system(\"true\") }'",
        "?perl perl -e 'if (fork) { wait; exit $? } system(\"true\") == 0 or die; print -s \"/bin/ls\"'",
        "?perl perl -MFile::Temp=tempfile -MTime::HiRes=sleep -e 'my ($f, $n) = tempfile(); print $f \"x\"; sleep 0.01'",
        "?python3 python3 -c 'import subprocess; subprocess.run([\"true\"], check=True, close_fds=True)'",
        "?python3 python3 -c 'import threading; t = threading.Thread(target=print); t.start(); t.join()'",
        "?python3 python3 -c 'import shutil, tempfile; shutil.copytree(\"/etc\", tempfile.mkdtemp() + \"/x\")'",
        "?python3 python3 -c 'import multiprocessing as m; p = m.get_context(\"fork\").Pool(2); p.map(abs, [1]); p.close()'",
        "?python3 python3 -c 'import os; os.access(\"/\", os.R_OK, effective_ids=True); os.sched_getaffinity(0)'",
        "?python3 python3 -c 'import asyncio; asyncio.run(asyncio.create_subprocess_exec(\"true\"))'",
    ]

    private static let script = """
        for command; do
            case $command in
                '?'*) name=${command%% *}; command=${command#* }; type -P "${name#?}" >/dev/null || continue ;;
            esac
            bash -c "set -o pipefail; $command" >/tmp/out 2>/tmp/error && continue
            echo "$command: status $?: $(cat /tmp/error)"
        done
        """

    @Test("all succeed", arguments: ServerProcess.runtimes, ["root", "alice"])
    func succeed(runtime: String, user: String) async throws {
        guard Files.exists("/lib64/ld-linux-x86-64.so.2"), Files.exists("/bin/bash") else {
            return print("skipped: the host's own programs are not of the GNU C library")
        }
        try await ServerProcess.serving(runtime: runtime) { server in
            // The host's /bin and /lib are links into /usr; what a container has there must not be in their way.
            try Files.removeTree(server.image.appending("bin"))
            for name in ["bin", "lib", "lib64"] {
                try Links.symbolic(to: "usr/\(name)", at: server.image.appending(name))
            }
            try Files.setMode(FilePermissions(rawValue: 0o1777), of: server.image.appending("tmp"))
            var spec = ContainerSpec()
            spec.bindMounts = [BindMount(source: "/usr", destination: "/usr")]
            let handle = try await server.backend.create(spec)
            let commands = Self.commands.filter { user == "root" || !Self.needsRoot($0) }

            let result = try await server.backend.run("/usr/bin/bash", ["-c", Self.script, "-"] + commands, in: handle)
            {
                $0.user = user
                $0.directory = "/tmp"
            }

            #expect(result == ProcessResult(status: 0, output: "", errors: ""))
        }
    }

    /// What writes to files of root's, or reads what only root may.
    private static func needsRoot(_ command: String) -> Bool {
        ["chown", "chroot", "sed -i", "/root"].contains(where: command.contains)
    }
}

/// What runc 1.1.5 and crun 1.8.1 printed on a Debian 12 machine.
enum RecordedOutput {
    static let runcVersion = """
        runc version 1.1.5+ds1
        commit: 1.1.5+ds1-1+deb12u1
        spec: 1.0.2-dev
        go: go1.19.8
        libseccomp: 2.5.4

        """

    static let crunVersion = """
        crun version 1.8.1
        commit: f8a096be060b22ccd3d5f3ebe44108517fbf6c30
        rundir: /tmp/r/root
        spec: 1.0.0
        +SYSTEMD +SELINUX +APPARMOR +CAP +SECCOMP +EBPF +YAJL

        """

    static let runcState = """
        {
          "ociVersion": "1.0.2-dev",
          "id": "c1",
          "pid": 5258,
          "status": "paused",
          "bundle": "/tmp/r/b",
          "rootfs": "/tmp/r/b/rootfs",
          "created": "2026-11-21T20:26:24.960593699Z",
          "owner": ""
        }
        """

    static let runcList = """
        [{"ociVersion":"1.0.2-dev","id":"c1","pid":5258,"status":"running","bundle":"/tmp/r/b",\
        "rootfs":"/tmp/r/b/rootfs","created":"2026-11-21T20:26:24.960593699Z","owner":"root"}]
        """

    static let crunList = """
        [
            {
                "id": "c1",
                "pid": 8724,
                "status": "running",
                "bundle": "/tmp/r/b",
                "created": "2026-11-21T20:26:33.027669Z",
                "owner": "root"
            }
        ]

        """

    static let crunEmptyList = "[\n\n]\n"

    static let runcProcesses = "[5258]\n"

    static let crunProcesses = "[\n  8724\n]\n"

    static let runcTable = """
        UID        PID  PPID  C STIME TTY          TIME CMD
        root      5258     1  0 20:26 ?        00:00:00 /bin/sleep 1000

        """

    static let crunTable = "PID\n8724\n"

    static let runcTextLog = #"""
        time="2026-11-21T20:26:24Z" level=warning msg=plain
        time="2026-11-21T20:26:25Z" level=error msg="exec: \"nosuch\": executable file not found in $PATH"

        """#

    static let runcJSONLog = #"""
        {"level":"error","msg":"container still running","time":"2026-11-21T20:26:25Z"}
        {"level":"error","msg":"CRIU version check failed: exec: \"criu\": not found","time":"2026-11-21T20:26:25Z"}

        """#
}

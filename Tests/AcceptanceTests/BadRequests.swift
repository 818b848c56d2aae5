/// Requests that cannot be granted.
enum BadRequests {
    /// Those that go as far as the runtime, or whose refusal needs what it made.
    static func ofRuntime(_ runtime: String) -> [BadRequest] {
        // As runc does from 1.2 on; earlier it was not permitted.
        let directory = runtime == ServerProcess.ownRuntime ? "is a directory" : "ermi"
        return [
            create(
                #""bind_mounts":[{"src_path":"/etc/hostname","dst_path":"/proc/no/such/place"}]"#, 400,
                "/proc/no/such/place"),
            create(#""limits":{"memory_limits":{"limit_in_bytes":1}}"#, 400, "a memory limit of 1 bytes is too small"),
            run(#""path":"no-such-program""#, 500, type: "ExecutableNotFoundError", "no-such-program"),
            run(#""path":"/etc""#, 500, directory),
            run(#""path":"/etc/passwd""#, 500, "ermi"),
            run(
                #""path":"true","rlimits":{"nofile":18446744073709551615}"#, 400,
                "resource limit nofile: 18446744073709551615"),
            run(#""path":"true","dir":"/etc/passwd/x""#, 400, "working directory /etc/passwd/x"),
            run(#""path":"true","id":"taken""#, 409, "taken", "already in use"),
        ]
    }

    /// The name of every container that is not to be made; with a name of its own it would be found at once.
    private static let handle = #""handle":"bad""#

    static func create(_ members: String, _ status: Int = 400, _ words: String...) -> BadRequest {
        var row = BadRequest("POST", "/containers", "{\(handle),\(members)}", status)
        row.words = words
        return row
    }

    static func run(_ members: String, _ status: Int = 400, type: String = "", _ words: String...) -> BadRequest {
        var row = BadRequest("POST", "/containers/good/processes", "{\(members)}", status, type: type)
        row.words = words
        return row
    }

    private static func handles(_ value: String, _ reason: String) -> BadRequest {
        BadRequest("POST", "/containers", "{\"handle\":\"\(value)\"}", 400, "invalid handle", reason)
    }

    private static func mount(_ source: String, _ destination: String, _ words: String...) -> BadRequest {
        var row = create("\"bind_mounts\":[{\"src_path\":\"\(source)\",\"dst_path\":\"\(destination)\"}]")
        row.words = words
        return row
    }

    static let creations = [
        BadRequest("POST", "/containers", "{", 400),
        BadRequest("POST", "/containers", "[]", 400, "body", "an object"),
        BadRequest("POST", "/containers", #"{"handle":7}"#, 400, "handle", "7"),
        handles("a/b", "'a/b'"), handles("..", "begins with a dot"), handles("a,b", "','"),
        handles("a\\u0000b", "control character"), handles("a\\nb", "control character"),
        handles(String(repeating: "x", count: 201), "longer than 200"),
        BadRequest("POST", "/containers", #"{"handle":"good"}"#, 409, "Handle 'good' already in use"),

        create(#""image":{"uri":"/no/such/image"}"#, 400, "/no/such/image"),
        create(#""image":{"uri":"relative/image"}"#, 400, "relative/image"),
        create(#""image":{"uri":"@/pipe"}"#, 400, "/pipe"),
        create(#""image":{"uri":"/dev/null"}"#, 400, "/dev/null"),
        create(#""image":{"uri":"@/garbage.tar"}"#, 400, "/garbage.tar"),
        create(#""image":{"uri":"ftp://host/image"}"#, 400, "ftp://host/image"),
        create(#""image":{"uri":"file://elsewhere/image"}"#, 400, "file://elsewhere/image"),
        create(#""image":{"uri":"/no\u0000such"}"#, 400, "/no"),
        create(#""image":{"uri":"file:///no%00such"}"#, 400, "file:///no%00such"),
        create(#""image":{"uri":"file:///no%zz"}"#, 400, "file:///no%zz"),
        create(#""image":{"uri":"/a"},"rootfs":"/b""#, 400, "both Image.URI and RootFSPath"),
        create(#""rootfs":"/no/such/image""#, 400, "/no/such/image"),
        create(#""image":7"#, 400, "image"),

        mount("/no/such/source", "/in", "/no/such/source"),
        mount("relative", "/in", "bind mount: source 'relative'", "not absolute"),
        mount("", "/in", "bind mount: source ''", "not absolute"),
        mount("/etc/hostname", "relative", "bind mount: destination 'relative'", "not absolute"),
        mount("/etc/hostname", "", "bind mount: destination ''", "not absolute"),
        mount("/etc/hostname", "/in/../../out", "bind mount: destination '/in/../../out'"),
        mount("/etc/hostname", "/", "bind mount: destination '/'"),
        mount("/etc/hostname", "//.", "bind mount: destination '//.'"),
        mount("/etc/host\\u0000name", "/in", "bind mount: source", "NUL"),
        mount("/etc/hostname", "/i\\u0000n", "bind mount: destination", "NUL"),
        create(#""bind_mounts":[{"src_path":"/etc","dst_path":"/in","mode":9}]"#, 400, "bind_mounts[0].mode", "9"),
        create(
            #""bind_mounts":[{"src_path":"/etc","dst_path":"/in","origin":-1}]"#, 400, "bind_mounts[0].origin", "-1"),
        create(#""bind_mounts":{}"#, 400, "bind_mounts", "an array"),

        create(#""env":["NAME"]"#, 400, "environment: entry 1 of 1", "NAME=value"),
        create(#""env":["A=1","=x"]"#, 400, "environment: entry 2 of 2", "no name"),
        create(#""env":["A=\u0000"]"#, 400, "environment: entry 1 of 1", "NUL"),
        create(#""env":[7]"#, 400, "env[0]", "a number"),
        create(#""network":"no network""#, 400, "no network"),
        create(#""network":"10.0.0.1/33""#, 400, "10.0.0.1/33"),
        create(#""network":"fd00::1/64""#, 400, "fd00::1/64"),
        create(#""network":"10.0.0\u0000.1""#, 400, "invalid CIDR address"),
        create(#""properties":{"":"x"}"#, 400, "property key", "empty"),
        create(#""properties":{"garden.state":"all"}"#, 400, "garden.state"),
        create(#""properties":{"a":7}"#, 400, "properties.a", "a number"),
        create("\"properties\":{\"\(String(repeating: "k", count: 1025))\":\"x\"}", 400, "longer than 1024"),
        create(#""privileged":true"#, 400, "privileged container creation is disabled"),
        create(#""privileged":"yes""#, 400, "privileged", "yes"),
        create(#""grace_time":"5s""#, 400, "grace_time", "5s"),
        create(#""grace_time":9223372036854775808"#, 400, "grace_time", "9223372036854775808"),
        create(#""netin":[{"host_port":1,"container_port":1}]"#, 501, "netin"),
        create(#""netin":[{"host_port":-1}]"#, 400, "netin[0].host_port", "-1"),
        create(#""netout_rules":[{"protocol":1}]"#, 501, "netout_rules"),
        create(
            #""netout_rules":[{"networks":[{"start":"nowhere"}]}]"#, 400, "netout_rules[0].networks[0].start", "nowhere"
        ),
    ]

    static let limits = [
        create(#""limits":{"memory_limits":{"limit_in_bytes":1}}"#, 400, "a memory limit of 1 bytes is too small"),
        create(
            #""limits":{"memory_limits":{"limit_in_bytes":4096}}"#, 400, "a memory limit of 4096 bytes is too small"),
        create(#""limits":{"memory_limits":{"limit_in_bytes":-1}}"#, 400, "limits.memory_limits.limit_in_bytes", "-1"),
        create(
            #""limits":{"memory_limits":{"limit_in_bytes":1.5}}"#, 400, "limits.memory_limits.limit_in_bytes", "1.5"),
        create(
            #""limits":{"memory_limits":{"limit_in_bytes":"64m"}}"#, 400, "limits.memory_limits.limit_in_bytes", "64m"),
        create(#""limits":{"cpu_limits":{"weight":-1}}"#, 400, "limits.cpu_limits.weight", "-1"),
        create(#""limits":{"cpu_limits":{"limit_in_shares":"x"}}"#, 400, "limits.cpu_limits.limit_in_shares", "x"),
        create(#""limits":{"pid_limits":{"max":-1}}"#, 400, "limits.pid_limits.max", "-1"),
        create(
            #""limits":{"pid_limits":{"max":18446744073709551616}}"#, 400, "limits.pid_limits.max",
            "18446744073709551616"),
        create(#""limits":{"disk_limits":{"byte_hard":1048576}}"#, 501, "byte_hard"),
        create(#""limits":{"disk_limits":{"scope":2}}"#, 400, "limits.disk_limits.scope", "2"),
        create(#""limits":{"bandwidth_limits":{"rate":true}}"#, 400, "limits.bandwidth_limits.rate", "true"),
        create(#""limits":[]"#, 400, "limits", "an object"),
    ]

    static let processes =
        ofRuntime(ServerProcess.ownRuntime).filter { $0.path.hasSuffix("/processes") } + [
            run(#""path":"""#, 400, "path", "empty"),
            run("", 400, "path", "empty"),
            run(#""path":7"#, 400, "path", "7"),
            run(#""path":"tr\u0000ue""#, 400, "path", "NUL"),
            run(#""path":"/no/such/program""#, 500, type: "ExecutableNotFoundError", "/no/such/program"),
            run(#""path":"true","args":["a","b\u0000"]"#, 400, "args: argument 2 of 2", "NUL"),
            run(#""path":"true","args":"x""#, 400, "args", "an array"),
            run(#""path":"true","env":["NAME"]"#, 400, "environment: entry 1 of 1", "NAME=value"),
            run(#""path":"true","env":["A=\u0000"]"#, 400, "environment: entry 1 of 1", "NUL"),
            run(#""path":"true","dir":"/etc/passwd""#, 400, "working directory /etc/passwd"),
            run(#""path":"true","dir":"/t\u0000mp""#, 400, "dir", "NUL"),
            run(#""path":"true","user":"bob""#, 400, "unable to find user bob"),
            run(#""path":"true","user":"root:nobody""#, 400, "unable to find group nobody"),
            run(#""path":"true","user":"1:2:3""#, 400, "2:3"),
            run(#""path":"true","user":"-1""#, 400, "uids and gids must be in range"),
            run(#""path":"true","user":"4294967296""#, 400, "uids and gids must be in range"),
            run(#""path":"true","user":"99999999999999999999""#, 400, "uids and gids must be in range"),
            run(#""path":"true","user":"a\u0000b""#, 400, "user", "NUL"),
            run(#""path":"true","rlimits":{"nofile":-1}"#, 400, "rlimits.nofile", "-1"),
            run(#""path":"true","rlimits":{"core":"x"}"#, 400, "rlimits.core", "x"),
            run(#""path":"true","tty":{}"#, 501, "tty"),
            run(#""path":"true","image":{"uri":"/"}"#, 501, "image"),
            run(#""path":"true","bind_mounts":[{"src_path":"/etc","dst_path":"/in"}]"#, 400, "bind mounts"),
            run(#""path":"true","id":"a/b""#, 400, "invalid process id", "'a/b'"),
            run(#""path":"true","id":".""#, 400, "invalid process id", "'.'"),
            run("\"path\":\"true\",\"id\":\"\(String(repeating: "x", count: 201))\"", 400, "longer than 200"),
        ]

    /// Calls of a container that is not there, by a name that is fine and by one that can be nobody's.
    static let calls =
        ["nobody", "a%2Fb", "%00"].flatMap { name -> [BadRequest] in
            [
                ("GET", "info", ""), ("GET", "metrics", ""), ("GET", "properties", ""), ("GET", "properties/p", ""),
                ("PUT", "properties/p", #"{"value":"x"}"#), ("DELETE", "properties/p", ""), ("PUT", "grace_time", "1"),
                ("PUT", "stop", #"{"kill":true}"#), ("GET", "limits/memory", ""), ("GET", "limits/cpu", ""),
                ("GET", "limits/disk", ""), ("GET", "limits/bandwidth", ""), ("POST", "net/in", "{}"),
                ("POST", "net/out", "{}"), ("POST", "net/out/bulk", "[]"), ("POST", "processes", #"{"path":"true"}"#),
                ("GET", "processes/p", ""), ("GET", "files?source=/etc", ""), ("PUT", "files?destination=/tmp", "x"),
            ].map { method, call, body in
                BadRequest(
                    method, "/containers/\(name)/\(call)", body, 404, type: "ContainerNotFoundError", "unknown handle: "
                )
            } + [
                BadRequest("DELETE", "/containers/\(name)", "", 404, type: "ContainerNotFoundError", "unknown handle: ")
            ]
        } + [
            BadRequest("GET", "/containers/good/properties/none", "", 400, "property does not exist: none"),
            BadRequest("PUT", "/containers/good/properties/garden.state", #"{"value":"x"}"#, 400, "garden.state"),
            BadRequest("PUT", "/containers/good/properties/p", #"{"value":7}"#, 400, "value", "a number"),
            BadRequest("PUT", "/containers/good/grace_time", #""5s""#, 400, "5s"),
            BadRequest("PUT", "/containers/good/stop", #"{"kill":"yes"}"#, 400, "kill", "yes"),
            BadRequest("GET", "/containers/good/processes/nobody", "", 501, "attaching"),
            BadRequest("GET", "/containers/good/processes/a%2Fb", "", 404, type: "ProcessNotFoundError", "a/b"),
            BadRequest("GET", "/containers/bulk_info", "", 400, "handles"),
            BadRequest("GET", "/containers/bulk_metrics", "", 400, "handles"),
            BadRequest("GET", "/containers/good%zz/info", "", 400, "percent"),
            BadRequest("GET", "/containers/good/no-such-call", "", 404, "no-such-call"),
            BadRequest("PATCH", "/containers/good", "", 405, "PATCH"),
        ]

    static let archives = [
        BadRequest("GET", "/containers/good/files?source=", "", 400, "source"),
        BadRequest("GET", "/containers/good/files?source=%2Fno%2Fsuch%2Ffile", "", 500, "/no/such"),
        BadRequest("GET", "/containers/good/files?source=%2Fetc%2Fpasswd%2F", "", 500, "/etc/passwd/"),
        BadRequest("GET", "/containers/good/files?source=%2Ft%00mp", "", 400, "source", "NUL"),
        BadRequest("GET", "/containers/good/files?source=%2Fetc&user=bob", "", 500, "unable to find user bob"),
        BadRequest("PUT", "/containers/good/files?destination=", "x", 400, "destination"),
        BadRequest("PUT", "/containers/good/files?destination=%2Ft%00mp", "x", 400, "destination", "NUL"),
        BadRequest("PUT", "/containers/good/files?destination=%2Fetc%2Fpasswd", "x", 500, "/etc/passwd"),
        BadRequest("PUT", "/containers/good/files?destination=%2Ftmp&user=bob", "x", 500, "unable to find user bob"),
        BadRequest("PUT", "/containers/good/files?destination=%2Ftmp", "this is no archive", 400, "archive"),
    ]
}

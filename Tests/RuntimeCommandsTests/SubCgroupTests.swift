import Testing

@testable import RuntimeCommands

@Suite("Cgroups below a container's, on the command line")
struct SubCgroupTests {
    @Test(
        "are one for all, or some for controllers",
        arguments: [
            ([], [:]), (["a/b"], ["": "a/b"]), (["memory:a"], ["memory": "a"]),
            (["cpu,memory:a", "pids:b"], ["cpu": "a", "memory": "a", "pids": "b"]),
        ] as [([String], [String: String])])
    func paths(arguments: [String], paths: [String: String]) throws {
        #expect(try SubCgroups.paths(arguments) == paths)
    }

    @Test(
        "are refused in runc's words",
        arguments: [
            (["a:b:c"], "invalid --cgroup argument: a:b:c"),
            ([":a"], "invalid --cgroup argument: :a (empty <controller> prefix)"),
            (["cpu,:a"], "invalid --cgroup argument: cpu,:a (empty <controller> prefix)"),
            (["cpu:a", "b"], "invalid --cgroup argument: b (missing <controller>: prefix)"),
            (["cpu:a", "cpu:b"], "invalid --cgroup argument(s): multiple values for controller: cpu"),
            (["cpu:../a"], "../a is not a sub cgroup path"), ([".."], ".. is not a sub cgroup path"),
        ])
    func refused(arguments: [String], text: String) {
        let error = #expect(throws: CommandError.self) { _ = try SubCgroups.paths(arguments) }

        #expect(error?.message == text)
    }
}

@Suite("Ids on the command line")
struct GoNumberTests {
    @Test("are digits alone", arguments: [("0", 0), ("007", 7), ("2147483647", 2_147_483_647)])
    func ids(text: String, number: UInt32) throws { #expect(try GoNumber.id(text, "uid") == number) }

    @Test(
        "are never somebody else's",
        arguments: [
            ("", #"parsing  as int for uid failed: strconv.Atoi: parsing "": invalid syntax"#),
            ("+1", #"parsing +1 as int for uid failed: strconv.Atoi: parsing "+1": invalid syntax"#),
            ("-1", #"parsing -1 as int for uid failed: strconv.Atoi: parsing "-1": invalid syntax"#),
            (" 1", #"parsing  1 as int for uid failed: strconv.Atoi: parsing " 1": invalid syntax"#),
            ("root", #"parsing root as int for uid failed: strconv.Atoi: parsing "root": invalid syntax"#),
            (
                "4294967296",
                #"parsing 4294967296 as int for uid failed: strconv.Atoi: parsing "4294967296": "#
                    + "value out of range"
            ),
            ("2147483648", "uids and gids must be in range 0-2147483647"),
        ])
    func refused(text: String, message: String) {
        let error = #expect(throws: CommandError.self) { _ = try GoNumber.id(text, "uid") }

        #expect(error?.message == message)
    }
}

import JSON
import Linux
import OCI
import SystemPackage
import Testing

@Suite("The life of a runtime's container")
struct RuntimesLifeTests {
    @Test("goes from created over running to stopped, and leaves nothing", arguments: Contender.allCases)
    func life(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            #expect(try trial("create", "c").status == 0)
            let created = try trial.status()
            let pid = try trial.pid()
            #expect(try trial("start", "c").status == 0)
            let running = try trial.status()
            #expect(try trial.pid() == pid)
            try trial.stop()
            let stopped = try trial.state()
            #expect(try trial("delete", "c").status == 0)

            #expect([created, running, stopped["status"]?.string] == ["created", "running", "stopped"])
            #expect(stopped["pid"]?.integer(as: Int32.self) == 0)
            #expect(try trial("state", "c").status == 1)
            #expect(try trial.left() == [])
            #expect(try !trial.hasCgroup())
        }
    }

    @Test("is told as JSON", arguments: Contender.allCases)
    func state(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { $0.annotations = ["a.b": "c d"] }
            try trial.run()

            let text = try trial("state", "c").output
            let state = try JSONValue(parsing: text)

            #expect(state["id"] == "c")
            #expect(state["bundle"]?.string == trial.bundle.string)
            #expect(state["annotations"] == ["a.b": "c d"])
            #expect(state["ociVersion"]?.string?.hasPrefix("1.") == true)
            #expect(state["created"]?.string?.hasSuffix("Z") == true)
            #expect(state.keys == trial.expected(.stateKeys))
            let ends = text.reversed().prefix { $0 == "\n" }.count
            #expect(["none", "one", "two"][ends] == trial.expected(.stateEnd))
        }
    }

    @Test("runs no program before it is started", arguments: Contender.allCases)
    func release(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let file = trial.image.appending("tmp").appending("ran")
            try trial.write { $0.process.arguments = ["/bin/touch", "/tmp/ran"] }
            #expect(try trial("create", "c").status == 0)
            let fifo = trial.root.appending("c").appending("exec.fifo")
            let waits = Files.exists(fifo)
            // The container is complete: other processes can enter it.
            #expect(try trial("exec", "c", "/bin/true").status == 0)
            let ranBefore = Files.exists(file)

            try trial.waitForEnd { try trial.succeed("start", "c") }

            #expect(waits && !ranBefore)
            #expect(Files.exists(file))
            #expect(!Files.exists(fifo))
        }
    }

    @Test(
        "ends with its program's status in the foreground", arguments: Contender.allCases, [0, 1, 42, 255] as [Int32])
    func statuses(contender: Contender, status: Int32) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            #expect(try trial.shell("exit \(status)").status == status)
            #expect(try trial.left() == [])
            #expect(try !trial.hasCgroup())
        }
    }

    @Test("ends with 128 and the signal that killed its program", arguments: Contender.allCases, [2, 9, 15] as [Int32])
    func signals(contender: Contender, signal: Int32) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            // Init of a pid namespace takes no such signal from inside.
            let answer = try trial.shell("kill -\(signal) $$") { $0.linux.namespaces.removeAll { $0.kind == .pid } }

            #expect(answer.status == 128 + signal)
            #expect(try trial.left() == [])
        }
    }

    @Test("is kept when its end was waited for, if that is asked for", arguments: Contender.allCases)
    func kept(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { $0.process.arguments = ["/bin/false"] }

            let status = try trial("run", "--keep", "c").status

            #expect((status == 1 ? "kept" : "no such flag") == trial.expected(.keepFlag))
            guard status == 1 else { return }
            #expect(try trial.status() == "stopped")
            #expect(try trial("delete", "c").status == 0)
        }
    }

    @Test("has its pid in a file, whose path begins where the call was made", arguments: Contender.allCases)
    func pidFile(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            var around = RuntimeTrial.Surroundings()
            around.folder = trial.folder
            for (command, file) in [("create", "first"), ("run", "second")] {
                let arguments = [command] + (command == "run" ? ["--detach"] : [])
                let answer = try trial.call(arguments + ["--bundle", "bundle", "--pid-file", file, "c"], around)

                #expect(answer.status == 0, "\(answer)")
                let isHere = Files.exists(trial.folder.appending(file))
                #expect((isHere ? "the caller's folder" : "the bundle") == trial.expected(.pidFileFolder))
                let place = isHere ? trial.folder : trial.bundle
                let text = String(decoding: try Files.read(place.appending(file)), as: UTF8.self)
                #expect(try text == "\(trial.pid())")
                #expect(try trial("delete", "--force", "c").status == 0)
            }
        }
    }

    @Test("cannot begin twice", arguments: Contender.allCases)
    func duplicates(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            #expect(try trial("create", "c").status == 0)

            for command in ["create", "run"] {
                let answer = try trial(command, "c")
                #expect(answer.status == 1)
                #expect(answer.errors.contains("already exists"))
            }
            #expect(try trial.status() == "created")
            #expect(try trial("start", "c").status == 0)
            #expect(try trial("start", "c").status == 1)
            try trial.stop()
            #expect(try trial("start", "c").status == 1)
        }
    }

    @Test("is not deleted while it runs, unless by force", arguments: Contender.allCases)
    func deletion(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.run()

            let refused = try trial("delete", "c")
            let status = try trial.status()
            let forced = try trial("delete", "-f", "c")
            #expect(try trial("create", "c").status == 0)
            let created = try trial("delete", "c")

            #expect((refused.status, forced.status, created.status) == (1, 0, 0))
            #expect(status == "running")
            #expect(try trial.left() == [])
            #expect(try !trial.hasCgroup())
        }
    }

    @Test(
        "gets signals by number and by name", arguments: Contender.allCases,
        ["10", "USR1", "SIGUSR1"])
    func kill(contender: Contender, signal: String) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.runUntilReady("trap ': > /tmp/got; exit' USR1; : > /tmp/ready; sleep 1000 & wait")

            try trial.waitForEnd { try trial.succeed("kill", "c", signal) }

            #expect(Files.exists(trial.image.appending("tmp").appending("got")))
        }
    }

    @Test("gets signals by names in small letters", arguments: Contender.allCases)
    func smallLetters(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.runUntilReady(
                """
                trap ': > /tmp/got; kill $!' USR1; trap 'kill $!; exit' USR2; sleep 1000 & : > /tmp/ready
                wait; sleep 1000 & wait
                """)

            #expect(try trial("kill", "c", "usr1").status == 0)
            // The signals are handled in their order: what was not handled by then was not sent.
            try trial.waitForEnd { try trial.succeed("kill", "c", "USR2") }

            let isSent = Files.exists(trial.image.appending("tmp").appending("got"))
            #expect((isSent ? "sent" : "success, and nothing happens") == trial.expected(.smallLetters))
        }
    }

    @Test("gets SIGTERM when no signal is named, and none by odd names", arguments: Contender.allCases)
    func defaultSignal(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.runUntilReady("trap ': > /tmp/got; exit' TERM; : > /tmp/ready; sleep 1000 & wait")

            #expect(try trial("kill", "c", "0").status == 0)
            #expect(try trial("kill", "c", "99").status == 1)
            let unknown = try trial("kill", "c", "NONE").status
            let isThere = try trial.status() == "running"
            try trial.waitForEnd { try trial.succeed("kill", "c") }

            #expect(isThere)
            #expect((unknown == 0 ? "success, and nothing happens" : "refused") == trial.expected(.unknownSignal))
            #expect(Files.exists(trial.image.appending("tmp").appending("got")))
            #expect(try trial("kill", "c").status == 1)
        }
    }
}

extension JSONValue {
    /// The members' names, in their order.
    var keys: String { object?.members.map(\.key).joined(separator: " ") ?? "" }
}

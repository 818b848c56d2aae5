import Linux
import OCI
import SystemPackage
import Testing

@Suite("Terminals of a runtime's container")
struct RuntimesTerminalTests {
    /// Reads until `word` was read.
    private static func read(_ terminal: FileDescriptor, until word: String) throws -> String {
        var text = ""
        while !text.contains(word) {
            let ready = try DescriptorPoll.wait([DescriptorPoll.Entry(terminal)], milliseconds: 10_000)
            try #require(ready[0].contains(.readable), "\(text)")
            let bytes = try [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
                count = try terminal.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            text += String(decoding: bytes, as: UTF8.self)
        }
        return text
    }

    @Test("are sent to whoever listens, and are the program's three streams", arguments: Contender.allCases)
    func create(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let door = try TerminalDoor(trial)
            defer { door.close() }
            try trial.write {
                $0.process.terminal = true
                $0.process.consoleSize = OCIConsoleSize(height: 41, width: 132)
                $0.process.arguments = [
                    "/bin/sh", "-c",
                    "busybox stty size; test -t 0 && test -t 1 && test -t 2 && ls /dev/console; echo 'e'nd",
                ]
            }
            let call = try trial.begin(["create", "--console-socket", door.path.string, "c"])
            let terminal = try door.terminal()
            defer { terminal.closeIgnoringErrors() }
            #expect(try call.end().status == 0)
            #expect(try trial("start", "c").status == 0)

            let text = try Self.read(terminal, until: "end")

            let lines = text.split(separator: "\r\n")
            #expect(lines.first == "41 132", "\(text)")
            #expect(lines.contains("/dev/console"), "\(text)")
        }
    }

    @Test("can be given to processes that are left alone", arguments: Contender.allCases)
    func exec(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.run()
            let door = try TerminalDoor(trial)
            defer { door.close() }
            let call = try trial.begin([
                "exec", "-d", "-t", "--console-socket", door.path.string, "c", "/bin/sh", "-c",
                "read word; test -t 0 && echo got-$word; read more",
            ])
            let terminal = try door.terminal()
            defer { terminal.closeIgnoringErrors() }
            #expect(try call.end().status == 0)

            _ = try terminal.writeAll(Array("word\n".utf8))

            #expect(try Self.read(terminal, until: "got-word").contains("got-word"))
        }
    }

    @Test("need somebody who listens when the runtime does not stay", arguments: Contender.allCases)
    func nobody(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { $0.process.terminal = true }

            let created = try trial("create", "c")
            let unheard = try trial("create", "--console-socket", "/nosuch/door", "c")

            #expect((created.status, unheard.status) == (1, 1))
            #expect(try trial.left() == [])
        }
    }
}

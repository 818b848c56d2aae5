import Glibc

/// What the server keeps in memory for processes that say nothing, and clients that only wait.
struct IdleStreams {
    /// Which connections a client has for its process.
    enum Kind: CaseIterable {
        case processOnly, processAndOutputs

        var connections: Int { self == .processOnly ? 1 : 3 }

        var title: String {
            self == .processOnly ? "process connection only" : "process, stdout and stderr connection"
        }
    }

    let kind: Kind
    let count: Int

    func measure(_ server: ServerUnderTest) throws {
        // The first calls make what all share.
        try close(open(server, 16), server)
        let before = try server.memory()
        let opened = try open(server, count)
        let full = try server.memory()
        try close(opened, server)
        // The server gives memory back a second after most clients have gone.
        sleep(2)
        let after = try server.memory()
        let reopened = try open(server, count)
        let again = try server.memory()
        try close(reopened, server)

        func perCall(_ memory: MemoryUse) -> Double {
            Double(memory.privateBytes - before.privateBytes) / Double(count)
        }
        Table.title("idle streams: \(count) calls, \(kind.title)")
        Table.row("memory per call", perCall(full), "bytes")
        if kind.connections > 1 {
            Table.row("memory per connection", perCall(full) / Double(kind.connections), "bytes")
        }
        Table.row("still held per call when all clients went", perCall(after), "bytes")
        Table.row("memory per call, all opened a second time", perCall(again), "bytes")
        Table.row("descriptors per call", Double(full.descriptors - before.descriptors) / Double(count), "")
        Table.row("descriptors left when all clients went", Double(after.descriptors - before.descriptors), "")
        Table.row("server before", Double(before.privateBytes) / 1_048_576, "MiB private")
    }

    private func open(_ server: ServerUnderTest, _ count: Int) throws -> [[RawConnection]] {
        var calls: [[RawConnection]] = []
        for _ in 0..<count {
            let (process, stream) = try server.run("idle")
            var connections = [process]
            if kind == .processAndOutputs {
                connections.append(try server.output("stdout", of: stream))
                connections.append(try server.output("stderr", of: stream))
            }
            calls.append(connections)
        }
        return calls
    }

    /// Ends every call. The server closes its side once nothing is left of a call, and the client waits for that.
    private func close(_ calls: [[RawConnection]], _ server: ServerUnderTest) throws {
        for call in calls { call[0].endOutput() }
        for call in calls {
            for connection in call {
                try connection.drain()
                connection.close()
            }
        }
        // What the loops still had to do when the last connection ended is done before they answer again.
        for _ in 0..<16 { try server.ping() }
    }
}

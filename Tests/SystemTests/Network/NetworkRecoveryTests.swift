import Garden
import Guardian
import GuardianTestSupport
import JSON
import Linux
import Netlink
import Networker
import SystemPackage
import Testing

@Suite("Networks after a crash", .enabled(if: NetworkSandbox.isIsolated, "run it with ci/isolated"))
struct NetworkRecoveryTests {
    @Test("When the host's rules were flushed the next container brings back everybody's")
    func flushed() async throws {
        try await NetworkSandbox.use { sandbox in
            let early = try await sandbox.attach("early")
            try await sandbox.run(["nft", "delete", "table", "inet", sandbox.table])

            let late = try await sandbox.attach("late")

            let outside = try sandbox.outside()
            #expect(try await sandbox.ping(outside.address, from: early.process))
            #expect(try await sandbox.ping(outside.address, from: late.process))
            #expect(try await !sandbox.ping(early.address, from: late.process, within: 1))
        }
    }

    @Test("Without any rules detaching still works")
    func flushedBeforeDetach() async throws {
        try await NetworkSandbox.use { sandbox in
            let container = try await sandbox.attach("web")
            try await sandbox.run(["nft", "delete", "table", "inet", sandbox.table])

            try await sandbox.networker.detach(container.handle)

            #expect(try sandbox.links().isEmpty)
        }
    }

    @Test("A new server takes connected containers up without breaking their connections")
    func restores() async throws {
        try await NetworkSandbox.use { sandbox in
            let container = try await sandbox.attach("web")
            let outside = try sandbox.outside()
            let next = try sandbox.successor()

            try await next.start()
            let between = try await sandbox.ping(outside.address, from: container.process)
            let addresses = try await next.restore(container.handle)
            try await next.sweep(keeping: [container.handle])

            #expect(between)
            #expect(addresses.container == "\(container.address)")
            #expect(try await sandbox.ping(outside.address, from: container.process))
            try await next.detach(container.handle)
            #expect(try sandbox.links().isEmpty)
        }
    }

    @Test("A bridge that was lost is made and plugged again")
    func repairs() async throws {
        try await NetworkSandbox.use { sandbox in
            let container = try await sandbox.attach("web")
            let section = try #require(sandbox.records[container.handle]?.sections[.network])
            let wasThere = try await sandbox.ping(container.gateway, from: container.process)
            try NetlinkSocket().removeLink(named: try #require(section["bridge"]?.string))
            let next = try sandbox.successor()

            try await next.start()
            _ = try await next.restore(container.handle)

            #expect(wasThere)
            #expect(try await sandbox.ping(container.gateway, from: container.process))
        }
    }

    @Test("A sweep removes what belongs to nobody and nothing else")
    func sweeps() async throws {
        try await NetworkSandbox.use { sandbox in
            let kept = try await sandbox.attach("kept")
            let unreadable = try await sandbox.attach("unreadable")
            let gone = try await sandbox.attach("gone")
            for container in [unreadable, gone] {
                try await sandbox.records.store(.null, as: .network, of: container.handle)
            }
            let next = try sandbox.successor()
            try await next.start()
            _ = try await next.restore(kept.handle)

            try await next.sweep(keeping: [kept.handle, unreadable.handle])

            let rules = try await sandbox.rules()
            let outside = try sandbox.outside()
            #expect(try sandbox.links().count == 4)
            #expect(!rules.contains("\(gone.address)"))
            #expect(try await sandbox.ping(outside.address, from: kept.process))
            #expect(try await sandbox.ping(outside.address, from: unreadable.process))
        }
    }
}

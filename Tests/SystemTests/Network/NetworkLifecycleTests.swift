import Garden
import Guardian
import GuardianTestSupport
import JSON
import Linux
import Netlink
import Networker
import SystemPackage
import Testing

@Suite("Networks coming and going", .enabled(if: NetworkSandbox.isIsolated, "run it with ci/isolated"))
struct NetworkLifecycleTests {
    @Test(
        "Detaching removes everything, whether the container lives or not, and may be repeated",
        arguments: [true, false])
    func detaches(isAlive: Bool) async throws {
        try await NetworkSandbox.use { sandbox in
            let container = try await sandbox.attach("web")
            if !isAlive { try await sandbox.end(container.process) }

            try await sandbox.networker.detach(container.handle)
            try await sandbox.networker.detach(container.handle)

            #expect(try sandbox.links().isEmpty)
            #expect(try await !sandbox.rules().contains("elements"))
        }
    }

    @Test("What was made half can be detached")
    func detachesHalfMade() async throws {
        try await NetworkSandbox.use { sandbox in
            let container = try await sandbox.attach("web")
            let section = try #require(sandbox.records[container.handle]?.sections[.network])
            try NetlinkSocket().removeLink(named: try #require(section["host_interface"]?.string))

            try await sandbox.networker.detach(container.handle)

            #expect(try sandbox.links().isEmpty)
        }
    }

    @Test("Twenty containers connect at once, and the rules do not grow")
    func manyAtOnce() async throws {
        try await NetworkSandbox.use { sandbox in
            let before = try await sandbox.rules().split(separator: "\n").count

            let containers = try await withThrowingTaskGroup { group in
                for number in 0..<20 { group.addTask { try await sandbox.attach("web-\(number)") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            #expect(Set(containers.map(\.address)).count == 20)
            #expect(try sandbox.links().count == 40)
            let rules = try await sandbox.rules().split(separator: "\n").filter { !$0.contains("\" . ") }
            #expect(rules.count <= before)
            let outside = try sandbox.outside()
            for container in containers {
                #expect(try await sandbox.ping(outside.address, from: container.process))
            }
            try await withThrowingTaskGroup { group in
                for container in containers {
                    group.addTask { try await sandbox.networker.detach(container.handle) }
                }
                try await group.waitForAll()
            }
            #expect(try sandbox.links().isEmpty)
        }
    }

    @Test("A shared bridge is there while anybody uses it, however they come and go")
    func sharedBridge() async throws {
        try await NetworkSandbox.use { sandbox in
            let stays = try await sandbox.attach("stays", "10.98.0.0/24")

            try await withThrowingTaskGroup { group in
                for number in 0..<8 {
                    group.addTask {
                        let handle = try await sandbox.attach("comes-\(number)", "10.98.0.0/24").handle
                        try await sandbox.networker.detach(handle)
                    }
                }
                try await group.waitForAll()
            }

            #expect(try sandbox.links().count == 2)
            #expect(try await sandbox.ping(stays.gateway, from: stays.process))
        }
    }

    @Test("A shared bridge that comes and goes is never missed")
    func sharedBridgeRace() async throws {
        try await NetworkSandbox.use { sandbox in
            try await withThrowingTaskGroup { group in
                for number in 0..<8 {
                    group.addTask {
                        let container = try await sandbox.attach("comes-\(number)", "10.97.0.0/24")
                        #expect(try await sandbox.ping(container.gateway, from: container.process))
                        try await sandbox.networker.detach(container.handle)
                    }
                }
                try await group.waitForAll()
            }

            #expect(try sandbox.links().isEmpty)
        }
    }

    @Test("The pool says when it is used up")
    func exhausted() async throws {
        try await NetworkSandbox.use { configuration in
            let base = configuration.pool.base
            configuration.pool = try #require(IPv4Network(around: base, prefixLength: 29))
        } _: { sandbox in
            let first = try await sandbox.attach("one")
            _ = try await sandbox.attach("two")

            let error = await #expect(throws: SubnetError.self) { try await sandbox.attach("three") }

            #expect(error?.description.hasSuffix("2 of 2 used)") == true)
            try await sandbox.networker.detach(first.handle)
            let again = try await sandbox.attach("three")
            #expect(again.address == first.address)
        }
    }
}

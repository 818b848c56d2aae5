import Netlink
import Testing

@testable import Networker

@Suite("The subnet pool")
struct SubnetPoolTests {
    private func pool(_ range: String = "10.254.0.0/22") throws -> SubnetPool {
        SubnetPool(range: try #require(IPv4Network(range)))
    }

    private func text(_ lease: SubnetLease) -> String { "\(lease.address) in \(lease.subnet) by \(lease.gateway)" }

    @Test(
        "A request is empty, a subnet, or an address in a subnet",
        arguments: [
            ("", "any"),
            ("10.3.0.4/30", "subnet 10.3.0.4/30"),
            ("10.3.0.4", "subnet 10.3.0.4/30"),
            ("10.3.0.5", "address 10.3.0.5 10.3.0.4/30"),
            ("10.3.0.9/24", "address 10.3.0.9 10.3.0.0/24"),
            ("1.2.3.4/32", "subnet 1.2.3.4/32"),
        ])
    func readsRequests(text: String, meaning: String) throws {
        let request = try SubnetRequest(text)

        let read =
            switch request {
            case .any: "any"
            case .subnet(let subnet): "subnet \(subnet)"
            case .address(let address, let subnet): "address \(address) \(subnet)"
            }
        #expect(read == meaning)
    }

    @Test(
        "What is no request is refused in the original's words",
        arguments: [
            ("blah", "invalid CIDR address: blah/30"),
            ("1.2.3.4/33", "invalid CIDR address: 1.2.3.4/33"),
            ("1.2.3/24", "invalid CIDR address: 1.2.3/24"),
            ("fd00::1/64", "invalid CIDR address: fd00::1/64"),
            ("1.2.3.4/5/6", "invalid CIDR address: 1.2.3.4/5/6"),
        ])
    func refusesRequests(text: String, message: String) {
        let error = #expect(throws: SubnetError.self) { try SubnetRequest(text) }

        #expect(error?.description == message)
    }

    @Test("gives out the lowest free subnet")
    func lowestFirst() throws {
        var pool = try pool()

        let leases = try (0..<3).map { _ in try pool.allocate(.any) }
        pool.release(leases[1])
        let again = try pool.allocate(.any)

        #expect(text(leases[0]) == "10.254.0.2 in 10.254.0.0/30 by 10.254.0.1")
        #expect(text(leases[2]) == "10.254.0.10 in 10.254.0.8/30 by 10.254.0.9")
        #expect(again == leases[1])
    }

    @Test("says how full it is when there is nothing left")
    func exhaustion() throws {
        var pool = try pool("10.254.0.0/29")
        for _ in 0..<2 { _ = try pool.allocate(.any) }

        let error = #expect(throws: SubnetError.self) { try pool.allocate(.any) }

        #expect(
            error?.description == "insufficient subnets remaining in the pool (10.254.0.0/29: 2 of 2 used)")
    }

    @Test(
        "counts blocks of four addresses",
        arguments: [("10.0.0.0/22", 256), ("10.0.0.0/30", 1), ("10.0.0.0/31", 0), ("10.0.0.0/8", 4_194_304)])
    func capacity(range: String, capacity: Int) throws {
        #expect(try pool(range).capacity == capacity)
    }

    @Test(
        "refuses static requests in the original's words",
        arguments: [
            (
                "10.254.1.0/24",
                "the requested subnet (10.254.1.0/24) overlaps the dynamic allocation range (10.254.0.0/22)"
            ),
            ("10.0.0.0/8", "the requested subnet (10.0.0.0/8) overlaps the dynamic allocation range (10.254.0.0/22)"),
            ("10.3.0.0/16", "the requested subnet (10.3.0.0/16) overlaps an existing subnet (10.3.1.0/24)"),
            ("10.3.1.4", "the requested subnet (10.3.1.4/30) overlaps an existing subnet (10.3.1.0/24)"),
            ("10.3.1.255/24", "a container IP must not equal the broadcast IP"),
            ("10.3.1.1/24", "a container IP must not equal the gateway IP"),
            ("10.3.1.7/24", "the requested IP is already allocated"),
            ("10.4.0.0/32", "insufficient IPs remaining in the pool (10.4.0.0/32)"),
            ("10.4.0.0/31", "insufficient IPs remaining in the pool (10.4.0.0/31)"),
        ])
    func refusals(request: String, message: String) throws {
        var pool = try pool()
        _ = try pool.allocate(SubnetRequest("10.3.1.7/24"))
        let users = pool.users(of: try #require(IPv4Network("10.3.1.0/24")))

        let error = #expect(throws: SubnetError.self) { try pool.allocate(SubnetRequest(request)) }

        #expect(error?.description == message)
        #expect(pool.users(of: try #require(IPv4Network("10.3.1.0/24"))) == users)
    }

    @Test("A refused request leaves its subnet free")
    func refusedLeavesNothing() throws {
        var pool = try pool()
        _ = #expect(throws: SubnetError.self) { try pool.allocate(SubnetRequest("10.3.1.1/24")) }

        let lease = try pool.allocate(SubnetRequest("10.3.0.0/16"))

        #expect(text(lease) == "10.3.0.2 in 10.3.0.0/16 by 10.3.0.1")
    }

    @Test("Containers that ask for the same subnet share it, each at the lowest free address")
    func shares() throws {
        var pool = try pool()

        let leases = try ["10.3.0.0/24", "10.3.0.3/24", "10.3.0.0/24"].map { try pool.allocate(SubnetRequest($0)) }

        #expect(leases.map { "\($0.address)" } == ["10.3.0.2", "10.3.0.3", "10.3.0.4"])
        #expect(pool.users(of: leases[0].subnet) == 3)
    }

    @Test("The network's own, the gateway's and the broadcast address are nobody's")
    func fillsSubnet() throws {
        var pool = try pool()
        let request = try SubnetRequest("10.3.0.0/29")

        let addresses = try (0..<5).map { _ in "\(try pool.allocate(request).address)" }

        #expect(addresses == ["10.3.0.2", "10.3.0.3", "10.3.0.4", "10.3.0.5", "10.3.0.6"])
        #expect(throws: SubnetError.noAddressLeft(try #require(IPv4Network("10.3.0.0/29")))) {
            try pool.allocate(request)
        }
    }

    @Test("A lease that is taken back twice, or was never given, changes nothing")
    func releasesTwice() throws {
        var pool = try pool()
        let first = try pool.allocate(.any)
        let second = try pool.allocate(.any)

        pool.release(first)
        pool.release(first)
        pool.release(SubnetLease(subnet: second.subnet, address: second.gateway))

        #expect(!pool.isTaken(first))
        #expect(pool.isTaken(second))
        let again = try pool.allocate(.any)
        #expect(again == first)
    }
}

@Suite("Adopting subnets")
struct SubnetAdoptionTests {
    private func lease(_ subnet: String, _ address: String) throws -> SubnetLease {
        SubnetLease(subnet: try #require(IPv4Network(subnet)), address: try #require(IPv4Address(address)))
    }

    private func pool() throws -> SubnetPool { SubnetPool(range: try #require(IPv4Network("10.254.0.0/28"))) }

    @Test("An adopted subnet is not given out")
    func skipsAdopted() throws {
        var pool = try pool()
        try pool.adopt(lease("10.254.0.0/30", "10.254.0.2"))
        try pool.adopt(lease("10.254.0.8/30", "10.254.0.10"))

        let addresses = try (0..<2).map { _ in "\(try pool.allocate(.any).address)" }

        #expect(addresses == ["10.254.0.6", "10.254.0.14"])
        #expect(throws: SubnetError.self) { try pool.allocate(.any) }
    }

    @Test("A subnet of an earlier range keeps all of the new range that it covers, until it is released")
    func coversSlots() throws {
        var pool = try pool()
        let wide = try lease("10.254.0.0/29", "10.254.0.5")
        try pool.adopt(wide)

        let first = try pool.allocate(.any)
        pool.release(wide)
        let second = try pool.allocate(.any)

        #expect("\(first.address)" == "10.254.0.10")
        #expect("\(second.address)" == "10.254.0.2")
    }

    @Test(
        "What overlaps another's is refused",
        arguments: [
            ("10.254.0.0/30", "10.254.0.2"), ("10.254.0.0/29", "10.254.0.5"), ("10.254.0.0/31", "10.254.0.1"),
            ("10.9.0.0/16", "10.9.0.2"), ("10.9.1.4/30", "10.9.1.6"), ("10.9.1.0/24", "10.9.1.3"),
            ("10.9.1.0/24", "10.9.1.1"),
        ])
    func refusesOverlap(subnet: String, address: String) throws {
        var pool = try pool()
        try pool.adopt(lease("10.254.0.0/30", "10.254.0.2"))
        try pool.adopt(lease("10.9.1.0/24", "10.9.1.3"))

        #expect(throws: SubnetError.alreadyAdopted) { try pool.adopt(lease(subnet, address)) }
    }

    @Test("A subnet that is held for somebody unknown is not given out, even after its known container went")
    func holds() throws {
        var pool = try pool()
        let known = try pool.allocate(.any)
        pool.hold(known.subnet)
        pool.hold(try #require(IPv4Network("10.9.0.0/30")))

        pool.release(known)
        let next = try pool.allocate(.any)

        #expect("\(next.address)" == "10.254.0.6")
        #expect(throws: SubnetError.self) { try pool.allocate(SubnetRequest("10.9.0.0/24")) }
    }
}

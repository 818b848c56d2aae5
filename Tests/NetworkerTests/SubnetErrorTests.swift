import Garden
import Netlink
import Networker
import Testing

@Suite("What a client is told when it cannot have its network")
struct SubnetErrorTests {
    @Test("a request that makes no sense is its sender's mistake")
    func senseless() {
        let error = #expect(throws: SubnetError.self) { try SubnetRequest("no network") }

        #expect(error?.gardenError == .invalidRequest("invalid CIDR address: no network/30"))
    }

    @Test("what others have is a conflict, and nothing left a failure")
    func taken() throws {
        let pool = try #require(IPv4Network("10.254.0.0/22"))

        #expect(SubnetError.addressTaken.gardenError == .conflict("the requested IP is already allocated"))
        #expect(
            SubnetError.noSubnetLeft(pool: pool, used: 256, total: 256).gardenError
                == .failed("insufficient subnets remaining in the pool (10.254.0.0/22: 256 of 256 used)"))
    }
}

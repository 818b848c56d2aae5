public import Garden
public import Netlink

/// Why a container cannot have the network it asked for. All texts but the added facts are the original's, verbatim.
public enum SubnetError: Error, Hashable, Sendable {
    /// The request is no address with an optional prefix length.
    case invalidRequest(String)
    /// Every dynamic subnet is taken.
    case noSubnetLeft(pool: IPv4Network, used: Int, total: Int)
    /// Every address of the subnet is taken.
    case noAddressLeft(IPv4Network)
    /// The subnet asked for lies in the range that is given out dynamically.
    case overlapsPool(requested: IPv4Network, pool: IPv4Network)
    /// The subnet asked for lies partly in another container's.
    case overlapsSubnet(requested: IPv4Network, existing: IPv4Network)
    /// The address asked for is the subnet's broadcast address.
    case isBroadcast
    /// The address asked for is the subnet's gateway.
    case isGateway
    /// The address asked for is another container's.
    case addressTaken
    /// What a record says belongs to another container already.
    case alreadyAdopted
}

extension SubnetError: CustomStringConvertible {
    /// The text that reaches the client.
    public var description: String {
        switch self {
        case .invalidRequest(let text): "invalid CIDR address: \(text)"
        case .noSubnetLeft(let pool, let used, let total):
            "insufficient subnets remaining in the pool (\(pool): \(used) of \(total) used)"
        case .noAddressLeft(let subnet): "insufficient IPs remaining in the pool (\(subnet))"
        case .overlapsPool(let requested, let pool):
            "the requested subnet (\(requested)) overlaps the dynamic allocation range (\(pool))"
        case .overlapsSubnet(let requested, let existing):
            "the requested subnet (\(requested)) overlaps an existing subnet (\(existing))"
        case .isBroadcast: "a container IP must not equal the broadcast IP"
        case .isGateway: "a container IP must not equal the gateway IP"
        case .addressTaken: "the requested IP is already allocated"
        case .alreadyAdopted: "subnet overlaps an existing subnet"
        }
    }
}

extension SubnetError: GardenErrorConvertible {
    /// The same text, and what kind of failure it is.
    public var gardenError: GardenError {
        switch self {
        case .invalidRequest, .overlapsPool, .isBroadcast, .isGateway: .invalidRequest(description)
        case .overlapsSubnet, .addressTaken, .alreadyAdopted: .conflict(description)
        case .noSubnetLeft, .noAddressLeft: .failed(description)
        }
    }
}

public import Netlink

/// Which subnets and addresses belong to containers. Dynamic ones are blocks of four addresses cut from one range,
/// lowest first; static ones lie outside of it.
public struct SubnetPool: Sendable {
    private static let slotPrefixLength = 30
    private static let slotSize = 4

    /// A subnet in use.
    private struct Entry: Sendable {
        /// The addresses after the gateway and before the broadcast address.
        var addresses: LowestFree
        /// Whether it stays taken though none of our containers has an address in it.
        var isHeld = false
    }

    /// The range that dynamic subnets are cut from.
    public let range: IPv4Network
    private var slots: LowestFree
    private var entries: [IPv4Network: Entry] = [:]
    /// Those in use that are no slot of the range, ordered by their first address; no two overlap.
    private var others: [IPv4Network] = []

    /// A pool with nothing taken.
    public init(range: IPv4Network) {
        self.range = range
        slots = LowestFree(count: range.size / Self.slotSize)
    }

    /// How many dynamic subnets there are, taken or not.
    public var capacity: Int { slots.count }

    /// Gives out what is asked for.
    public mutating func allocate(_ request: SubnetRequest) throws(SubnetError) -> SubnetLease {
        switch request {
        case .any: try allocateSlot()
        case .subnet(let subnet): try allocateStatic(subnet, address: nil)
        case .address(let address, let subnet): try allocateStatic(subnet, address: address)
        }
    }

    /// Takes what an earlier server gave out, wherever it lies: the range may have been another one then.
    public mutating func adopt(_ lease: SubnetLease) throws(SubnetError) {
        if entries[lease.subnet] == nil {
            guard !isTouched(lease.subnet) else { throw .alreadyAdopted }
            open(lease.subnet)
        }
        guard entries[lease.subnet]?.addresses.take(lease.offset) == true else {
            close(lease.subnet)
            throw .alreadyAdopted
        }
    }

    /// Keeps a subnet from being given out from now on, since somebody unknown uses it.
    public mutating func hold(_ subnet: IPv4Network) {
        if entries[subnet] == nil {
            if isTouched(subnet) { return }
            open(subnet)
        }
        entries[subnet]?.isHeld = true
    }

    /// Takes a lease back; one that is unknown changes nothing.
    public mutating func release(_ lease: SubnetLease) {
        entries[lease.subnet]?.addresses.release(lease.offset)
        close(lease.subnet)
    }

    /// Whether a container has this address.
    public func isTaken(_ lease: SubnetLease) -> Bool {
        entries[lease.subnet]?.addresses.isTaken(lease.offset) ?? false
    }

    /// How many containers have an address in a subnet; one more when somebody unknown uses it.
    public func users(of subnet: IPv4Network) -> Int {
        entries[subnet].map { $0.addresses.taken + ($0.isHeld ? 1 : 0) } ?? 0
    }
}

extension SubnetPool {
    private mutating func allocateSlot() throws(SubnetError) -> SubnetLease {
        guard let index = slots.takeLowest(), let subnet = slot(index) else {
            throw .noSubnetLeft(pool: range, used: slots.taken, total: slots.count)
        }
        entries[subnet] = Entry(addresses: subnet.freeAddresses)
        return try allocateAddress(in: subnet)
    }

    private mutating func allocateStatic(
        _ subnet: IPv4Network, address: IPv4Address?
    ) throws(SubnetError) -> SubnetLease {
        guard !subnet.overlaps(range) else { throw .overlapsPool(requested: subnet, pool: range) }
        if entries[subnet] == nil {
            if let existing = neighbour(of: subnet) {
                throw .overlapsSubnet(requested: subnet, existing: existing)
            }
            open(subnet)
        }
        do {
            guard let address else { return try allocateAddress(in: subnet) }
            return try take(SubnetLease(subnet: subnet, address: address))
        } catch {
            close(subnet)
            throw error
        }
    }

    private mutating func allocateAddress(in subnet: IPv4Network) throws(SubnetError) -> SubnetLease {
        guard let offset = entries[subnet]?.addresses.takeLowest() else { throw .noAddressLeft(subnet) }
        return SubnetLease(subnet: subnet, offset: offset)
    }

    private mutating func take(_ lease: SubnetLease) throws(SubnetError) -> SubnetLease {
        guard lease.address != lease.subnet.last else { throw .isBroadcast }
        guard lease.address != lease.gateway else { throw .isGateway }
        guard entries[lease.subnet]?.addresses.take(lease.offset) == true else { throw .addressTaken }
        return lease
    }

    private mutating func open(_ subnet: IPv4Network) {
        entries[subnet] = Entry(addresses: subnet.freeAddresses)
        for index in slotIndexes(of: subnet) { slots.take(index) }
        if !isSlot(subnet) { others.insert(subnet, at: position(of: subnet.base)) }
    }

    /// Forgets a subnet that nobody uses any more.
    private mutating func close(_ subnet: IPv4Network) {
        guard entries[subnet] != nil, users(of: subnet) == 0 else { return }
        entries[subnet] = nil
        for index in slotIndexes(of: subnet) { slots.release(index) }
        let position = position(of: subnet.base)
        if position < others.count, others[position] == subnet { others.remove(at: position) }
    }
}

extension SubnetPool {
    private func slot(_ index: Int) -> IPv4Network? {
        let base = range.base.rawValue + UInt32(index * Self.slotSize)
        return IPv4Network(around: IPv4Address(rawValue: base), prefixLength: Self.slotPrefixLength)
    }

    private func isSlot(_ subnet: IPv4Network) -> Bool {
        subnet.prefixLength == Self.slotPrefixLength && range.size >= Self.slotSize && range.contains(subnet.base)
    }

    /// The slots that a subnet lies in or covers.
    private func slotIndexes(of subnet: IPv4Network) -> Range<Int> {
        guard subnet.overlaps(range) else { return 0..<0 }
        let first = max(subnet.base, range.base).rawValue - range.base.rawValue
        let last = min(subnet.last, range.last).rawValue - range.base.rawValue
        return Int(first) / Self.slotSize..<Int(last) / Self.slotSize + 1
    }

    /// Whether a subnet that is not in use overlaps one that is.
    private func isTouched(_ subnet: IPv4Network) -> Bool {
        neighbour(of: subnet) != nil || slotIndexes(of: subnet).contains(where: slots.isTaken)
    }

    /// One of `others` that overlaps `subnet`: only those on both sides of its place can.
    private func neighbour(of subnet: IPv4Network) -> IPv4Network? {
        let position = position(of: subnet.base)
        return others[max(0, position - 1)..<min(others.count, position + 1)].first { $0.overlaps(subnet) }
    }

    /// Where in `others` the first one is that does not begin before `base`.
    private func position(of base: IPv4Address) -> Int {
        var (low, high) = (0, others.count)
        while low < high {
            let middle = (low + high) / 2
            if others[middle].base < base { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension IPv4Network {
    /// The network's first address, its gateway and the broadcast address are nobody's.
    fileprivate var freeAddresses: LowestFree { LowestFree(count: size - 3) }
}

extension SubnetLease {
    fileprivate init(subnet: IPv4Network, offset: Int) {
        self.init(subnet: subnet, address: IPv4Address(rawValue: subnet.base.rawValue + UInt32(offset) + 2))
    }

    /// The address's place after the gateway; below zero for the gateway and what is before it.
    fileprivate var offset: Int { Int(address.rawValue) - Int(subnet.base.rawValue) - 2 }
}

import Linux
import Netlink
import Networker
import SystemPackage
import Volumizer

extension ServerOptions {
    /// Checks the values that no server could work with, whatever its host is like. Changes nothing.
    ///
    /// - Throws: `CompositionError.invalidFlag`, with the flag's name, its value, and what is wrong with it.
    func check() throws(CompositionError) {
        try serving.check()
        try lifecycle.check()
        try programs.check()
        try network.check()
        try limits.check()
    }
}

extension ServingOptions {
    /// Bytes of a path that a socket's address has room for, its end not counted (unix(7)).
    private static let longestSocketPath = 107

    fileprivate func check() throws(CompositionError) {
        if bindSocket.isEmpty { throw .invalidFlag(name: "--bind-socket", value: bindSocket, reason: "it is empty") }
        if bindSocket.utf8.count > Self.longestSocketPath {
            throw .invalidFlag(
                name: "--bind-socket", value: bindSocket,
                reason: "longer than \(Self.longestSocketPath) bytes, all that a socket's address has room for")
        }
        do {
            _ = try NetworkTag(tag)
        } catch {
            throw .invalidFlag(name: "--tag", value: tag, reason: "not up to 4 of the characters a-z and 0-9")
        }
    }
}

extension LifecycleOptions {
    fileprivate func check() throws(CompositionError) {
        if depot.isEmpty { throw .invalidFlag(name: "--depot", value: depot, reason: "it is empty") }
        if let obstacle = Self.obstacle(on: FilePath(depot)) {
            throw .invalidFlag(name: "--depot", value: depot, reason: "\(obstacle) is no folder")
        }
        do {
            if !defaultRootfs.isEmpty { try VolumizerConfiguration.check(image: defaultRootfs) }
        } catch {
            throw .invalidFlag(name: "--default-rootfs", value: defaultRootfs, reason: "\(error)")
        }
        try Self.check(("--uid-map-start", uidMapStart), ("--uid-map-length", uidMapLength))
        try Self.check(("--gid-map-start", gidMapStart), ("--gid-map-length", gidMapLength))
    }

    /// What is there on the way to a folder and is none itself.
    private static func obstacle(on path: FilePath) -> FilePath? {
        var place = path
        while !place.isEmpty, !Files.exists(place), place != place.removingLastComponent() {
            place.removeLastComponent()
        }
        guard !place.isEmpty, let status = try? FileStatus.of(place) else { return nil }
        return status.isDirectory ? nil : place
    }

    private typealias IDFlag = (name: String, value: UInt32)

    private static func check(_ start: IDFlag, _ length: IDFlag) throws(CompositionError) {
        if start.value == 0 {
            throw .invalidFlag(name: start.name, value: "0", reason: "it would make a container's user the host's root")
        }
        do {
            _ = try UserMapping.maximus(start: start.value)
        } catch {
            throw .invalidFlag(name: start.name, value: "\(start.value)", reason: "\(error)")
        }
        do {
            if length.value > 0 { _ = try UserMapping.maximus(start: start.value, length: length.value) }
        } catch {
            throw .invalidFlag(name: length.name, value: "\(length.value)", reason: "\(error)")
        }
    }
}

extension ProgramOptions {
    fileprivate func check() throws(CompositionError) {
        guard let initBin else { return }
        // A name alone is a file in the working directory, and not one to look for in PATH.
        guard Executable.find(initBin.contains("/") ? initBin : "./\(initBin)", searchPath: nil) != nil else {
            throw .invalidFlag(name: "--init-bin", value: initBin, reason: "no file that can be executed")
        }
    }
}

extension NetworkOptions {
    /// The least that every link must carry (RFC 791, section 3.1), and the most that an Ethernet does.
    private static let mtus = 68...1500

    fileprivate func check() throws(CompositionError) {
        if let pool = IPv4Network(networkPool), pool.prefixLength > 30 {
            throw .invalidFlag(
                name: "--network-pool", value: networkPool, reason: "too small: every container takes a /30 of it")
        }
        if mtu != 0, !Self.mtus.contains(mtu) {
            throw .invalidFlag(
                name: "--mtu", value: "\(mtu)",
                reason: "neither 0 nor between \(Self.mtus.lowerBound) and \(Self.mtus.upperBound)")
        }
        if let entry = additionalHostEntry.first(where: { $0.contains(where: \.isNewline) }) {
            throw .invalidFlag(name: "--additional-host-entry", value: entry, reason: "more than one line")
        }
    }
}

extension LimitOptions {
    private static let weights: ClosedRange<UInt16> = 10...1000

    fileprivate func check() throws(CompositionError) {
        let weight = defaultContainerBlockioWeight
        if weight != 0, !Self.weights.contains(weight) {
            throw .invalidFlag(
                name: "--default-container-blockio-weight", value: "\(weight)",
                reason: "neither 0 nor between \(Self.weights.lowerBound) and \(Self.weights.upperBound)")
        }
        if maxContainers < 0 {
            throw .invalidFlag(name: "--max-containers", value: "\(maxContainers)", reason: "less than none")
        }
    }
}

import Cgroups
import Guardian
import Linux
import Logging
import Netlink
import Networker
import OCI
import RunDMC
import RuncCommand
import SystemPackage

extension ServerOptions {
    func logger(source: String) -> Logger {
        let level = serving.logLevel.level
        return Logger(label: source) { JSONLogHandler(source: $0, level: level) }
    }

    /// - Parameter entitlementPerShare: the CPU time that a share entitles to, percent.
    func gardener(mapping: UserMapping, entitlementPerShare: Double) -> Gardener.Configuration {
        var configuration = Gardener.Configuration(mapping: mapping)
        configuration.maxContainers = limits.maxContainers > 0 ? limits.maxContainers : nil
        configuration.disablePrivileged = lifecycle.disablePrivilegedContainers
        configuration.destroyOnStart = lifecycle.destroyContainersOnStartup
        configuration.entitlementPerShare = entitlementPerShare
        return configuration
    }

    /// The runtime by its path; it may be missing, which shows when a container is made.
    ///
    /// - Parameter isNeeded: whether a name that leads nowhere is an error.
    func runtime(root: FilePath, isNeeded: Bool) throws -> RuncConfiguration {
        var configuration = RuncConfiguration(
            executable: try programs.runtime(isNeeded: isNeeded, beside: HelperPrograms.ownFolder()), root: root)
        configuration.debug = serving.logLevel == .debug
        configuration.extraArguments = programs.runtimePluginExtraArg
        return configuration
    }

    /// How bundles are made on a host whose cgroups have `features`; what it cannot do for want of swap is left out.
    func bundles(
        initProgram: FilePath, mapping: UserMapping, cgroups: CgroupRoot, features: CgroupFeatures
    ) throws -> BundleConfiguration {
        var configuration = BundleConfiguration(
            initProgram: initProgram, mapping: mapping, cgroupParent: try cgroups.containers().path)
        configuration.disableSwapLimit = limits.disableSwapLimit || !features.limitsSwap
        configuration.quotaPerShare = limits.cpuQuotaPerShare > 0 ? limits.cpuQuotaPerShare : nil
        configuration.blockIOWeight = try limits.blockIOWeight(features)
        configuration.blockIOThrottle = try limits.blockIOThrottle(features)
        configuration.apparmorProfile = lifecycle.apparmor
        configuration.noNewPrivileges = lifecycle.noNewPrivileges
        configuration.extraDevices = try lifecycle.deviceCgroupRule.map(DeviceFlag.parse)
        configuration.networkParameters = try sysctl.parameters
        return configuration
    }
}

extension ProgramOptions {
    /// The runtime's path. Our own is never that of another version, which a PATH may have.
    ///
    /// - Parameter folder: where our own programs are.
    func runtime(isNeeded: Bool, beside folder: FilePath) throws(CompositionError) -> FilePath {
        let name = runtimePlugin
        if name == HelperPrograms.runtime {
            let own = folder.appending(name)
            guard !isNeeded || Executable.find(own.string, searchPath: nil) != nil else {
                throw CompositionError.programMissing(path: own.string)
            }
            return own
        }
        if let path = Executable.find(name, searchPath: Self.searchPath) { return path }
        guard name.contains("/") || !isNeeded else { throw CompositionError.runtimeMissing(name: name) }
        return FilePath(name)
    }

    /// Where a runtime's name is looked for when the server has no PATH.
    private static var searchPath: String {
        Environment["PATH"] ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    }
}

extension ServingOptions.Level {
    var level: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .error: .error
        case .fatal: .critical
        }
    }
}

extension LifecycleOptions {
    /// The ids of containers, by flags that were checked.
    var mapping: UserMapping {
        get throws {
            UserMapping(
                users: try UserMapping.maximus(start: uidMapStart, length: Self.length(uidMapLength)).users,
                groups: try UserMapping.maximus(start: gidMapStart, length: Self.length(gidMapLength)).groups)
        }
    }
}

extension LifecycleOptions {
    /// Zero is the original's word for all there are.
    private static func length(_ flag: UInt32) -> UInt32? { flag > 0 ? flag : nil }
}

extension NetworkOptions {
    func configuration(tag: NetworkTag) throws -> NetworkConfiguration {
        var configuration = NetworkConfiguration(tag: tag, pool: try Self.network(networkPool, "--network-pool"))
        configuration.mtu = mtu
        configuration.dnsServers = try dnsServer.map { try Self.address($0, "--dns-server") }
        configuration.additionalDNSServers = try additionalDnsServer.map {
            try Self.address($0, "--additional-dns-server")
        }
        configuration.additionalHostEntries = additionalHostEntry
        configuration.deniedNetworks = try denyNetwork.map { try Self.network($0, "--deny-network") }
        configuration.allowHostAccess = allowHostAccess
        return configuration
    }

    private static func network(_ text: String, _ flag: String) throws -> IPv4Network {
        guard let network = IPv4Network(text) else {
            throw CompositionError.invalidFlag(name: flag, value: text, reason: "not a network such as 10.254.0.0/22")
        }
        return network
    }

    private static func address(_ text: String, _ flag: String) throws -> IPv4Address {
        guard let address = IPv4Address(text) else {
            throw CompositionError.invalidFlag(name: flag, value: text, reason: "not an IPv4 address")
        }
        return address
    }
}

extension SysctlOptions {
    /// The host's own value wherever a flag is 0, so that containers do not start with the kernel's defaults.
    var parameters: [String: String] {
        get throws {
            let flags = [
                ("tcp_keepalive_time", tcpKeepaliveTime), ("tcp_keepalive_intvl", tcpKeepaliveInterval),
                ("tcp_keepalive_probes", tcpKeepaliveProbes), ("tcp_retries1", tcpRetries1),
                ("tcp_retries2", tcpRetries2),
            ]
            var parameters: [String: String] = [:]
            for (name, value) in flags {
                parameters["net.ipv4.\(name)"] = value > 0 ? "\(value)" : try Self.hostValue(of: name)
            }
            return parameters
        }
    }

    private static func hostValue(of name: String) throws -> String {
        let text = String(
            decoding: try Files.read(FilePath("/proc/sys/net/ipv4").appending(name)), as: UTF8.self)
        return String(text.prefix { !$0.isNewline })
    }
}

/// `--device-cgroup-rule`: `<type> <major>:<minor> <access>`, where `*` stands for every number.
enum DeviceFlag {
    static func parse(_ text: String) throws -> OCIDeviceRule {
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 3, ["c", "b", "a"].contains(parts[0]), parts[2].allSatisfy("rwm".contains) else {
            throw invalid(text)
        }
        let numbers = parts[1].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard numbers.count == 2 else { throw invalid(text) }
        return OCIDeviceRule(
            allow: true, type: parts[0] == "a" ? nil : parts[0], major: try number(numbers[0], in: text),
            minor: try number(numbers[1], in: text), access: parts[2])
    }

    private static func number(_ text: String, in rule: String) throws -> Int64? {
        if text == "*" { return nil }
        guard let number = UInt32(text) else { throw invalid(rule) }
        return Int64(number)
    }

    private static func invalid(_ text: String) -> CompositionError {
        .invalidFlag(name: "--device-cgroup-rule", value: text, reason: "not a rule such as 'c 42:* rwm'")
    }
}

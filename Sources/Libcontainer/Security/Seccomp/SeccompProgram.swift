import Linux
import OCI
import SystemPackage

/// A profile as the kernel takes it.
struct SeccompProgram {
    /// The instructions.
    let filter: SeccompFilter
    /// How they are loaded.
    let flags: SeccompFilter.Flags

    /// Takes the instructions from the cache, or makes them and puts them there.
    init(_ profile: OCISeccomp, cache: FilePath?) throws(SeccompFault) {
        flags = try Self.flags(of: profile)
        let cache = cache.flatMap(SeccompCache.init)
        let key = cache.map { _ in SeccompKey(profile) }
        if let cache, let key, let program = cache.program(for: key) {
            filter = SeccompFilter(program: program)
            return
        }
        let program = try SeccompCompiler.compile(profile)
        filter = SeccompFilter(program: program)
        if let cache, let key { cache.store(program, for: key) }
    }

    /// What has to be right whether the instructions are in the cache or not.
    static func flags(of profile: OCISeccomp) throws(SeccompFault) -> SeccompFilter.Flags {
        var flags: SeccompFilter.Flags = []
        for name in profile.flags ?? [] {
            guard let flag = SeccompWords.flag(name) else { throw .unknownFlag(name) }
            guard SeccompWords.supportedFlags.contains(name) else { throw .unsupportedFlag(name) }
            flags.insert(flag)
        }
        // The default of runc: programs decide themselves on that mitigation, which costs others much.
        if profile.flags == nil, SeccompFilter.isAvailable(.allowSpeculation) { flags.insert(.allowSpeculation) }
        guard try hasListener(profile) else {
            // The kernel takes it only together with a listener.
            return flags.subtracting(.waitKillable)
        }
        flags.insert(.newListener)
        if flags.contains(.allThreads) { flags.insert(.allThreadsError) }
        return flags
    }

    private static func hasListener(_ profile: OCISeccomp) throws(SeccompFault) -> Bool {
        guard profile.defaultAction != .notify else { throw .notifyByDefault }
        let rules = profile.rules.filter { $0.action == .notify }
        guard !rules.contains(where: { $0.names.contains("write") }) else { throw .notifyOnWrite }
        guard !rules.isEmpty else { return false }
        guard let path = profile.listenerPath, !path.isEmpty else { throw .noListenerPath }
        return true
    }
}

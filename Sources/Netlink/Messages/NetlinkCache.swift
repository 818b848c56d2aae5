import CNetlink

/// libnl's lists of what a dump brought.
enum NetlinkCache {
    /// The objects of a list; they live as long as it does.
    static func objects(in cache: OpaquePointer?) -> some Sequence<OpaquePointer> {
        sequence(first: cache.flatMap { nl_cache_get_first($0) }) { object in
            object.flatMap { nl_cache_get_next($0) }
        }.lazy.prefix { $0 != nil }.compactMap(\.self)
    }
}

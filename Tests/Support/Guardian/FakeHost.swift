public import Garden
public import Guardian
import Synchronization

/// A host with round figures. New handles are `made-1`, `made-2` and so on.
public final class FakeHost: HostMeasuring {
    private let made = Mutex(0)

    /// A host.
    public init() {}

    public func totalMemory() async throws -> UInt64 { 4096 }
    public func now() -> Int64 { 1_000 }
    public func bootID() throws -> String { "boot" }
    public func newHandle() throws -> Handle {
        let number = made.withLock { made in
            made += 1
            return made
        }
        return try Handle("made-\(number)")
    }
}

import Foundation
import Glibc
import Synchronization
import SystemPackage
import Testing

/// Somebody who shares a folder with a container, and exchanges two names in it all the time.
final class NameSwapper: Sendable {
    private typealias Exchange =
        @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32

    private let isOver = Atomic(false)
    private let count = Atomic(0)
    private let hasEnded = DispatchSemaphore(value: 0)

    /// Runs `body` while two names, which are there, are exchanged; each is what it was when this returns.
    static func swap(_ one: FilePath, _ other: FilePath, during body: () throws -> Void) throws {
        let swapper = NameSwapper()
        // A thread of its own, as it never waits for anything.
        Thread { swapper.run(one.string, other.string) }.start()
        defer {
            swapper.isOver.store(true, ordering: .relaxed)
            swapper.hasEnded.wait()
            #expect(swapper.count.load(ordering: .relaxed) > 0, "nothing was exchanged")
        }
        try body()
    }

    private func run(_ one: String, _ other: String) {
        defer { hasEnded.signal() }
        // The C library has it (2.28), but hides it from who does not ask for GNU's extensions.
        guard let symbol = dlsym(nil, "renameat2") else { return }
        let exchange = unsafeBitCast(symbol, to: Exchange.self)
        while !isOver.load(ordering: .relaxed) {
            // Twice, so that each ends where it began. RENAME_EXCHANGE is 2.
            for _ in 0..<2 where exchange(AT_FDCWD, one, AT_FDCWD, other, 2) == 0 {
                count.add(1, ordering: .relaxed)
            }
        }
    }
}

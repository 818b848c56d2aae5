/// A value that is told once; whoever asks waits for it.
struct OneShot<Value: Sendable>: Sendable {
    private let monitor = Monitor<Value?>(nil)

    /// Tells the value. Only the first one counts.
    func resolve(_ value: Value) {
        monitor.change { current in
            if current == nil { current = value }
        }
    }

    /// The value once it is told; nil when the task was cancelled before.
    func value() async -> Value? {
        await monitor.wait { $0 }
    }
}

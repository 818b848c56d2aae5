import Glibc

/// Threads of our own for work that blocks: the cooperative pool of Swift has as many threads as the machine has
/// processors, and must never wait.
///
/// A thread is added when work finds none idle, until there are `limit`. They never end: a child with a parent-death
/// signal lives only as long as the thread that started it.
///
/// `@unchecked Sendable`: `waiting`, `idle` and `count` are touched only between lock and unlock of `mutex`; `mutex`
/// and `condition` point to memory that this object owns and never moves.
final class OwnedThreads: @unchecked Sendable {
    typealias Work = @Sendable () -> Void

    private let limit: Int
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiting: [Work] = []
    private var first = 0
    private var idle = 0
    private var count = 0

    init(limit: Int) {
        self.limit = limit
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    /// Runs `work` on a thread as soon as one is free, in the order of the calls.
    func submit(_ work: @escaping Work) {
        pthread_mutex_lock(mutex)
        waiting.append(work)
        let needsThread = waiting.count - first > idle && count < limit
        if needsThread { count += 1 }
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
        guard needsThread, !Self.startThread({ self.serve() }) else { return }
        // The machine has no thread left for us. Work waits for those there are; without any, it is done here.
        pthread_mutex_lock(mutex)
        count -= 1
        let stranded = count == 0 ? takeNext() : nil
        pthread_mutex_unlock(mutex)
        stranded?()
    }

    private func serve() -> Never {
        while true {
            pthread_mutex_lock(mutex)
            var next = takeNext()
            while next == nil {
                idle += 1
                pthread_cond_wait(condition, mutex)
                idle -= 1
                next = takeNext()
            }
            pthread_mutex_unlock(mutex)
            next?()
        }
    }

    /// Takes the oldest work. Only with `mutex` locked.
    private func takeNext() -> Work? {
        guard first < waiting.count else { return nil }
        let work = waiting[first]
        first += 1
        if first == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            first = 0
        }
        return work
    }

    /// Starts a detached thread for `body`; false when there cannot be one.
    static func startThread(_ body: @escaping Work) -> Bool {
        let box = Unmanaged.passRetained(Box(body))
        var thread = pthread_t()
        let answer = pthread_create(&thread, nil, runBox, box.toOpaque())
        guard answer == 0 else {
            box.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private final class Box: Sendable {
        let body: Work
        init(_ body: @escaping Work) { self.body = body }
    }

    private static let runBox: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
        if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
    }
}

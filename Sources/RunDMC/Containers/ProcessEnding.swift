import Cgroups
import Linux
import LinuxAsync
import SystemPackage

/// Ends the processes of a container but one. No thread is held while they take their time.
struct ProcessEnding: Sendable {
    private enum Turn: Sendable {
        case timeIsUp
        /// Nil: there is nobody but those who are waited for.
        case signalled(Result<[SignalledProcess]?, any Error>)
        /// It has ended; or it cannot be waited for, or not any more.
        case waited(SignalledProcess, (any Error)?)
    }

    let cgroup: CgroupTree
    let spared: PID?
    /// Whether the cgroup still belongs to the container that is meant. Asked before each signal.
    let isCurrent: @Sendable () -> Bool
    let system: AsyncSystem

    /// Sends `signal` to all of them, and to what appears later, until there are none.
    ///
    /// - Returns: those that are left when `limit` has passed.
    func end(by signal: Signal, within limit: Duration) async throws -> [PID] {
        let left = await withTaskGroup(of: Turn.self) { group in
            var round = Round()
            group.addTask {
                // Cancelled when nobody is left.
                do { try await Task.sleep(for: limit) } catch { return .timeIsUp }
                return .timeIsUp
            }
            group.addTask { .signalled(await send(signal, except: [])) }
            // Until the last task is done: each of them may have descriptors to close.
            for await turn in group {
                let new = round.take(turn)
                for process in new { group.addTask { await wait(for: process) } }
                if round.isOver { group.cancelAll() }
                if let waiting = round.beginListing() {
                    group.addTask { .signalled(await send(signal, except: waiting)) }
                }
            }
            return round.left
        }
        return try left.get()
    }

    private func send(_ signal: Signal, except waiting: Set<PID>) async -> Result<[SignalledProcess]?, any Error> {
        do {
            return .success(
                try await system.blocking { [cgroup, spared, isCurrent] in
                    let spared = spared.map { waiting.union([$0]) } ?? waiting
                    guard signal == .kill else {
                        return try cgroup.signalAll(signal, except: spared, while: isCurrent)
                    }
                    return try cgroup.killAll(except: spared, while: isCurrent)
                })
        } catch {
            return .failure(error)
        }
    }

    private func wait(for process: SignalledProcess) async -> Turn {
        do {
            try await system.hasEnded(pidfd: process.descriptor)
            return .waited(process, nil)
        } catch {
            return .waited(process, error)
        }
    }

    /// What is known between two turns.
    private struct Round {
        private var waiting: [FileDescriptor: PID] = [:]
        /// Some have ended since the cgroup was looked at.
        private var isStale = false
        private var isListing = true
        private var isTimeUp = false
        private(set) var isOver = false
        private(set) var left: Result<[PID], any Error> = .success([])

        /// Takes what happened; returns whom to wait for.
        mutating func take(_ turn: Turn) -> [SignalledProcess] {
            switch turn {
            case .timeIsUp:
                isTimeUp = true
                // Whoever is being looked for now is left, too.
                if !isListing { finish(.success(Array(waiting.values))) }
            case .waited(let process, let error):
                process.descriptor.closeIgnoringErrors()
                waiting[process.descriptor] = nil
                isStale = true
                // When it is over, those that are left are no longer waited for.
                if let error { finish(.failure(error)) }
            case .signalled(.failure(let error)):
                isListing = false
                finish(.failure(error))
            case .signalled(.success(let processes)):
                isListing = false
                let new = adopt(processes)
                if isTimeUp, !waiting.isEmpty { finish(.success(Array(waiting.values))) }
                return new
            }
            return []
        }

        private mutating func adopt(_ processes: [SignalledProcess]?) -> [SignalledProcess] {
            guard let processes else {
                if waiting.isEmpty, !isStale { finish(.success([])) }
                return []
            }
            guard !isOver else {
                for process in processes { process.descriptor.closeIgnoringErrors() }
                return []
            }
            // Whoever ended before it could be signalled may have started others.
            if processes.isEmpty { isStale = true }
            for process in processes { waiting[process.descriptor] = process.pid }
            return processes
        }

        private mutating func finish(_ result: Result<[PID], any Error>) {
            guard !isOver else { return }
            (isOver, left) = (true, result)
        }

        /// Whether the cgroup is to be looked at now: one look at a time, however many end meanwhile.
        ///
        /// - Returns: those that are waited for, who need no second signal; nil for no.
        mutating func beginListing() -> Set<PID>? {
            guard isStale, !isListing, !isOver else { return nil }
            (isStale, isListing) = (false, true)
            return Set(waiting.values)
        }
    }
}

import Glibc
public import Linux
public import SystemPackage

/// A process that was sent a signal. Whoever has it owns the descriptor.
public struct SignalledProcess: Sendable, Hashable {
    /// Its number.
    public let pid: PID
    /// Its pidfd, which is readable once it has ended.
    public let descriptor: FileDescriptor

    /// A process.
    public init(pid: PID, descriptor: FileDescriptor) { (self.pid, self.descriptor) = (pid, descriptor) }
}

extension CgroupTree {
    /// How many processes are returned with a descriptor: a container may have more than we may have descriptors.
    private static let mostDescriptors = 1024
    private static let atOnce = 256

    /// Sends `signal` to all processes in it and below it but `spared` and the caller.
    ///
    /// No process outside is ever hit, whatever becomes of process numbers meanwhile.
    ///
    /// - Parameter condition: asked when processes are known and nothing was sent to them yet; when it says no, nothing is.
    /// - Returns: those that the signal was sent to, as many as 1024 of them; nil when there was nobody, or the condition
    ///   said no. Empty: all that were there ended before the signal, maybe not without starting others.
    public func signalAll(
        _ signal: Signal, except spared: Set<PID>, while condition: () -> Bool = { true }
    ) throws(CgroupError) -> [SignalledProcess]? {
        var signalled: [SignalledProcess] = []
        var rest = try processes().filter { !spared.contains($0) && !Self.isCaller($0) }[...]
        guard !rest.isEmpty, condition() else { return nil }
        do {
            while !rest.isEmpty {
                let part = try Self.open(rest.prefix(Self.atOnce))
                rest = rest.dropFirst(Self.atOnce)
                signalled += try send(signal, to: part, keeping: Self.mostDescriptors - signalled.count, condition)
            }
        } catch {
            Self.close(signalled)
            throw error
        }
        return signalled
    }

    /// The same with SIGKILL, and without letting anybody start anything new meanwhile. Frozen ones run on afterwards.
    public func killAll(
        except spared: Set<PID>, while condition: () -> Bool = { true }
    ) throws(CgroupError) -> [SignalledProcess]? {
        let before = try processes()
        guard before.contains(where: { !spared.contains($0) && !Self.isCaller($0) }), condition() else { return nil }
        // Whoever freezes itself stays frozen.
        let isFrozen = before.contains(where: Self.isCaller) ? false : try freezeIfPossible()
        let result = Result { () throws(CgroupError) in try signalAll(.kill, except: spared, while: condition) }
        guard isFrozen else { return try result.get() }
        do {
            // Frozen processes of version 1 get their signals when they are thawed.
            try thaw()
        } catch {
            if case .success(let signalled?) = result { Self.close(signalled) }
            throw error
        }
        return try result.get()
    }

    /// Looks which of `part`, which are open, are inside: one that still is then is the one that was opened, or that one
    /// has ended and the signal reaches nobody. Takes the descriptors over.
    private func send(
        _ signal: Signal, to part: [SignalledProcess], keeping limit: Int, _ condition: () -> Bool
    ) throws(CgroupError) -> [SignalledProcess] {
        var kept: [SignalledProcess] = []
        var unused = part
        defer { Self.close(unused) }
        guard condition() else { return [] }
        let inside = Set(try processes())
        do {
            for process in part where inside.contains(process.pid) {
                try PIDDescriptor.send(signal, to: process.descriptor)
                if kept.count < limit { kept.append(process) }
            }
        } catch {
            throw .system(error)
        }
        unused.removeAll(where: kept.contains)
        return kept
    }

    /// Those that are gone by now are left out.
    private static func open(_ pids: ArraySlice<PID>) throws(CgroupError) -> [SignalledProcess] {
        var opened: [SignalledProcess] = []
        for pid in pids {
            do {
                opened.append(SignalledProcess(pid: pid, descriptor: try PIDDescriptor.open(pid)))
            } catch {
                if error.errno == .noSuchProcess || error.errno == .invalidArgument { continue }
                close(opened)
                throw .system(error)
            }
        }
        return opened
    }

    private static func close(_ processes: [SignalledProcess]) {
        for process in processes { process.descriptor.closeIgnoringErrors() }
    }

    private static func isCaller(_ pid: PID) -> Bool { pid.rawValue == getpid() }

    private func freezeIfPossible() throws(CgroupError) -> Bool {
        do {
            try freeze()
            return true
        } catch {
            if case .missingController = error { return false }
            guard error.isAbsence else { throw error }
            return false
        }
    }
}

import Glibc
import Linux
import SystemPackage

/// Whether the processes of a cgroup run.
public enum FreezerState: Sendable, Hashable {
    /// They do.
    case thawed
    /// They are being stopped; some may still run.
    case freezing
    /// None does.
    case frozen
}

extension CgroupTree {
    /// Stops all processes in it and below it from running. It does not wait for those inside a system call.
    ///
    /// - Returns: whether all have stopped already.
    @discardableResult
    public func freeze() throws(CgroupError) -> Bool {
        let folder = try freezerFolder()
        guard layout.kind == .unified else {
            try folder["freezer.state"].write("FROZEN")
            return try folder["freezer.state"].text() == "FROZEN"
        }
        try folder["cgroup.freeze"].write("1")
        return try folder["cgroup.events"].numbers()["frozen"] == 1
    }

    /// Lets all processes run on, also those that were frozen in a cgroup below.
    public func thaw() throws(CgroupError) {
        let (file, value) = layout.kind == .unified ? ("cgroup.freeze", "0") : ("freezer.state", "THAWED")
        for folder in try freezerFolder().all() {
            do {
                try folder[file].write(value)
            } catch {
                guard error.isAbsence else { throw error }
            }
        }
    }

    /// Stops all processes, and returns when all have stopped; when they cannot be, all run again.
    ///
    /// Version 1 can hang in between while processes are started or join, and nothing tells that it does: it is told
    /// again, and now and then from the beginning, a thousand times at most. Version 2 tells when it has done it.
    ///
    /// - Parameter limit: how long to wait for version 2.
    /// - Throws: `CgroupError.cannotFreeze`.
    public func freezeCompletely(within limit: Duration = .seconds(10)) throws(CgroupError) {
        let folder = try freezerFolder()
        do throws(CgroupError) {
            let isFrozen =
                layout.kind == .unified
                ? try Self.freezeVersionTwo(folder, until: Deadline(after: limit)) : try Self.freezeVersionOne(folder)
            guard isFrozen else { throw .cannotFreeze(path: folder.path) }
        } catch {
            // Half frozen is worse than not frozen; what went wrong first is what the caller has to know.
            try? thaw()
            throw error
        }
    }

    /// Whether its processes run. What is frozen only because a cgroup above is counts as frozen too; where nothing can
    /// be frozen, and where the cgroup is not there, all run.
    public func freezerState() throws(CgroupError) -> FreezerState {
        let state = try Self.optional { () throws(CgroupError) -> FreezerState in
            let folder = try freezerFolder()
            guard layout.kind == .unified else {
                switch try folder["freezer.state"].text() {
                case "FROZEN": return .frozen
                case "FREEZING": return .freezing
                default: return .thawed
                }
            }
            if try folder["cgroup.events"].numbers()["frozen"] == 1 { return .frozen }
            return try folder["cgroup.freeze"].text() == "1" ? .freezing : .thawed
        }
        return state ?? .thawed
    }

    private func freezerFolder() throws(CgroupError) -> ControlFolder {
        guard layout.kind == .unified else { return try folder(of: "freezer") }
        guard let hierarchy = layout.hierarchies.first else { throw .missingController("freezer") }
        return folder(in: hierarchy)
    }

    private static func freezeVersionOne(_ folder: ControlFolder) throws(CgroupError) -> Bool {
        let state = folder["freezer.state"]
        for attempt in 1...1000 {
            try state.write("FROZEN")
            if try state.text() == "FROZEN" { return true }
            if attempt % 50 == 0 {
                // A task that was made meanwhile may be missed; it is caught when all begin again.
                try state.write("THAWED")
                pause(nanoseconds: 10_000_000)
            } else if attempt % 25 == 0 {
                pause(nanoseconds: 10_000)
            } else {
                sched_yield()
            }
        }
        return false
    }

    private static func freezeVersionTwo(
        _ folder: ControlFolder, until deadline: Deadline
    ) throws(CgroupError) -> Bool {
        try folder["cgroup.freeze"].write("1")
        return try folder["cgroup.events"].wait(until: deadline) { $0["frozen"] == 1 }
    }

    private static func pause(nanoseconds: Int) {
        var time = timespec(tv_sec: 0, tv_nsec: nanoseconds)
        nanosleep(&time, nil)
    }
}

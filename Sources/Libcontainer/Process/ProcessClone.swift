import Cgroups
import Glibc
import Linux
import SystemPackage

/// Making the process that becomes a container's, seen from the runtime: in its cgroups, and in its namespaces as far as
/// these are there before it.
struct ProcessClone {
    /// A child of the runtime. Whoever has it closes the pidfd, and reaps the process.
    struct Child {
        let pid: PID
        let pidfd: FileDescriptor
    }

    /// What a process between the runtime and the new one enters.
    enum Entrance {
        /// A user namespace, and others: before it as far as there is the right to, else in it.
        case user(NamespacePlan.Joined, with: [NamespacePlan.Joined])
        /// Namespaces of a process. Until its mount namespace is entered nobody may see who enters: by a process's
        /// /proc/PID/root whoever may trace it gets to where that is. So the process between closes all descriptors but
        /// the first ones and `keeps`, and what it makes then begins inside.
        case process(FileDescriptor, NamespaceFlags, keeps: Set<FileDescriptor>, first: Int32)
    }

    /// New namespaces for it.
    var made: NamespaceFlags = []
    /// nil: there is no process between.
    var entrance: Entrance?
    /// Its cgroups; nil: those of the runtime.
    var cgroup: JoinDescriptors?
    /// On which processors it is before and after it joins them.
    var affinity: CPUAffinity?

    /// Makes it, and has it run `body` and nothing else. What `body` needs of this program's memory is copied.
    func start(_ body: () -> Never) throws(LibcontainerError) -> Child {
        guard entrance == nil else { return try startBetween(body) }
        switch try clone(made, cgroup?.folder) {
        case .parent(let pid, let pidfd): return Child(pid: pid, pidfd: pidfd)
        case .child: Self.leave(through: body)
        }
    }

    /// Puts the calling process, which is the new one, into its cgroups of version 1.
    func joinCgroups() throws(LibcontainerError) {
        // The process between did, and its child is where it was.
        guard entrance == nil else { return }
        try join()
    }

    private func join() throws(LibcontainerError) {
        try system { () throws(LinuxError) in
            if let numbers = affinity?.initial, !numbers.isEmpty { try ProcessorAffinity.set(numbers) }
            try cgroup?.join()
            if let numbers = affinity?.final, !numbers.isEmpty { try ProcessorAffinity.set(numbers) }
        }
    }

    private func clone(
        _ namespaces: NamespaceFlags, _ folder: FileDescriptor?
    ) throws(LibcontainerError) -> Clone.Outcome {
        do {
            return try Clone.start(Clone.Request(namespaces: namespaces, cgroup: folder))
        } catch {
            // Beside version 1 that of version 2 limits nothing, and alone it has to be.
            guard folder != nil, cgroup?.tasks.isEmpty == false, Clone.isRefusalOfCgroup(error) else {
                throw .system(error)
            }
        }
        return try system { () throws(LinuxError) in try Clone.start(Clone.Request(namespaces: namespaces)) }
    }

    /// A new pid namespace belongs to the user namespace of who makes it, and a process that has entered a user namespace
    /// cannot come back: hence a process between, which makes the child its own brother.
    private func startBetween(_ body: () -> Never) throws(LibcontainerError) -> Child {
        let pipe = try system { () throws(LinuxError) in try Pipe.make() }
        defer { pipe.read.closeIgnoringErrors() }
        let between: Child
        switch try clone([], cgroup?.folder) {
        case .child: Self.leave { betweenRuntime(tell: pipe.write, body) }
        case .parent(let pid, let pidfd): between = Child(pid: pid, pidfd: pidfd)
        }
        pipe.write.closeIgnoringErrors()
        defer { between.pidfd.closeIgnoringErrors() }
        var answer: [UInt8] = []
        try system { () throws(LinuxError) in
            while let more = try pipe.read.readNow(upTo: 4096), !more.isEmpty { answer += more }
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(between.pidfd)])
            _ = try PIDDescriptor.reap(between.pidfd)
        }
        let text = String(decoding: answer, as: UTF8.self)
        guard let pid = Int32(text).flatMap(PID.init(rawValue:)) else {
            throw text.isEmpty ? .initGone : .initFailed(text)
        }
        // It is the runtime's child, so that its number cannot be anybody else's.
        return Child(pid: pid, pidfd: try system { () throws(LinuxError) in try PIDDescriptor.open(pid) })
    }

    private func betweenRuntime(tell pipe: FileDescriptor, _ body: () -> Never) -> Never {
        do throws(LibcontainerError) {
            // Whoever is inside must not look into who comes (CVE-2016-9962).
            try system { () throws(LinuxError) in try OwnProcess.setDumpable(false) }
            try join()
            try enter(tell: pipe)
            var request = Clone.Request(namespaces: made)
            request.isSibling = true
            switch try system({ () throws(LinuxError) in try Clone.start(request) }) {
            case .child:
                pipe.closeIgnoringErrors()
                body()
            case .parent(let pid, _): Self.write("\(pid)", to: pipe)
            }
            _exit(0)
        } catch {
            Self.write("\(error)", to: pipe)
            _exit(1)
        }
    }

    private func enter(tell pipe: FileDescriptor) throws(LibcontainerError) {
        switch entrance {
        case .user(let user, let others): try Self.enter(user, with: others)
        case .process(let pidfd, let kinds, let keeps, let first):
            try system { () throws(LinuxError) in
                try Execution.closeAll(from: first, except: Array(keeps) + [pidfd, pipe])
                try Namespaces.enter(kinds, ofProcess: pidfd)
            }
            pidfd.closeIgnoringErrors()
        case nil: break
        }
    }

    /// What belongs to the user namespace can be entered only in it, what does not only before.
    private static func enter(
        _ user: NamespacePlan.Joined, with others: [NamespacePlan.Joined]
    ) throws(LibcontainerError) {
        var rest: [NamespacePlan.Joined] = []
        for joined in others {
            do {
                try Namespaces.enter(joined.descriptor, joined.kind)
            } catch {
                guard error.errno == .notPermitted else { throw .system(error) }
                rest.append(joined)
            }
        }
        for joined in [user] + rest {
            try system { () throws(LinuxError) in try Namespaces.enter(joined.descriptor, joined.kind) }
        }
    }

    private static func write(_ text: String, to pipe: FileDescriptor) {
        do {
            _ = try pipe.writeNow(Array(text.utf8)[...])
        } catch {
            // The runtime is gone, and with it whoever would want to know.
        }
    }

    /// The clone must not come back into the runtime's code.
    private static func leave(through body: () -> Never) -> Never { body() }
}

import Glibc
import Linux
import SystemPackage

enum Programs {
    /// Becomes a protected form of this program, of which `protected` tells.
    static func protect(_ arguments: [String]) throws(LinuxError) {
        Probe.say("before", try OwnProgram.isProtected())
        let program = arguments[2] == "mount" ? try OwnProgram.mount() : try OwnProgram.copy()
        throw Execution.become(program, arguments: ["probe", "protected"] + arguments.dropFirst(3), environment: [])
    }

    static func protected(_ arguments: [String]) throws(LinuxError) {
        Probe.say("after", try OwnProgram.isProtected())
        Probe.say("is-readable", try Files.read("/proc/self/exe", limit: 64 << 20).count > 100_000)
        let writable = Probe.open("/proc/self/exe", O_WRONLY)
        Probe.say("writable", writable != nil)
        // Until the other side of standard input is closed, for whoever attacks.
        if arguments.count > 2 { _ = try FileDescriptor(rawValue: 0).readNow(upTo: 1) }
    }

    /// What a container with all capabilities, in a mount namespace of its own, does to the program of a process of ours
    /// that it sees: looks for a way to write to it while it runs, and when it has ended and nobody executes it.
    ///
    /// Arguments: a copy of this program, which is what is attacked, and the form that it takes, or `none`.
    static func attack(_ arguments: [String]) throws(LinuxError) {
        let (held, holds) = try Pipe.make()
        let (victim, form) = (arguments[2], arguments[3])
        let end = try Probe.child(
            meanwhile: { (pid: PID, _: FileDescriptor) throws(LinuxError) in
                held.closeIgnoringErrors()
                try Probe.isolateMounts()
                let exe = FilePath("/proc/\(pid)/exe")
                let own = try Files.readLink("/proc/self/exe").string
                let unprotected = form == "none" ? [own] : [own, victim]
                while unprotected.contains(try Files.readLink(exe).string) { sched_yield() }
                guard let stolen = Probe.open(exe.string, 0o10000000) else { return Probe.say("stolen", false) }
                guard dup2(stolen.rawValue, stolenNumber) == stolenNumber else { return }
                try strike("running", stolen)
                holds.closeIgnoringErrors()
            },
            inChild: { () throws(LinuxError) in
                holds.closeIgnoringErrors()
                guard dup2(held.rawValue, 0) == 0, dup2(2, 1) == 1 else { return }
                let path = FilePath(victim)
                let words = form == "none" ? ["protected", "wait"] : ["protect", form, "wait"]
                throw Execution.become(path, arguments: ["probe"] + words, environment: [])
            })
        Probe.say("end", end?.code ?? -1)
        try strike("ended", FileDescriptor(rawValue: stolenNumber))
    }

    /// Where the stolen program stays open.
    private static let stolenNumber: Int32 = 200

    private static func strike(_ when: String, _ stolen: FileDescriptor) throws(LinuxError) {
        Probe.sayError("\(when)-write") { () throws(LinuxError) in try write(stolen) }
        Probe.sayError("\(when)-change") { () throws(LinuxError) in
            try Mounts.change(stolen, MountChange(clear: .readOnly))
        }
        Probe.sayError("\(when)-remount") { () throws(LinuxError) in
            try Mounts.mount(MountRequest(flags: [.remount, .bind]), on: stolen)
        }
        Probe.sayError("\(when)-write-again") { () throws(LinuxError) in try write(stolen) }
    }

    private static func write(_ stolen: FileDescriptor) throws(LinuxError) {
        let file = try FolderEntry.reopen(stolen, flags: O_WRONLY)
        defer { file.closeIgnoringErrors() }
        _ = try file.writeNow([0])
    }

    static func descriptors(_: [String]) throws(LinuxError) {
        for number in [Int32(5), 17, 800, 801, 802, 900] { _ = dup2(1, number) }
        try Execution.closeAll(from: 800, except: [FileDescriptor(rawValue: 801), FileDescriptor(rawValue: 17)])
        for number in [Int32(800), 801, 802, 900] { Probe.say("hard", FileDescriptor(rawValue: number).isOpen) }
        Probe.say("soft", FileDescriptor(rawValue: 17).isOpen)
        try Execution.closeOnExec(from: 6)
        Probe.say("soft", FileDescriptor(rawValue: 17).isOpen)
        Probe.sayError("missing") { () throws(LinuxError) in
            throw Execution.become("/nonexistent", arguments: ["x"], environment: [])
        }
        throw Execution.become(
            "/bin/sh",
            arguments: ["sh", "-c", "for n in 5 17; do [ -e /proc/$$/fd/$n ] && echo open=$n; done; echo value=$A"],
            environment: ["A=b", "PATH=/bin"])
    }

    static func signals(_: [String]) throws(LinuxError) {
        signal(SIGUSR2, SIG_IGN)
        let queue = try SignalQueue()
        Probe.say("none", try queue.next() == nil)
        kill(getpid(), SIGTERM)
        kill(getpid(), SIGUSR1)
        let ready = try DescriptorPoll.wait([DescriptorPoll.Entry(queue.descriptor)])
        Probe.say("ready", ready == [.readable])
        let first = try queue.next()
        let second = try queue.next()
        Probe.say("taken", [first, second].compactMap { $0?.signal.rawValue }.sorted())
        Probe.say("sender", first?.sender?.rawValue == getpid())
        guard case .parent(let pid, _) = try Clone.fork() else { _exit(3) }
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(queue.descriptor)])
        let child = try queue.next()
        Probe.say("child", child == SignalQueue.Entry(signal: Signal(rawValue: SIGCHLD), sender: pid))
        Probe.say("empty", try DescriptorPoll.wait([DescriptorPoll.Entry(queue.descriptor)], milliseconds: 0) == [[]])
        Probe.say("blocked", try Probe.status("SigBlk") != "0000000000000000")
        try Execution.resetSignals()
        Probe.say("blocked", try Probe.status("SigBlk") != "0000000000000000")
        Probe.say("ignored", try Probe.status("SigIgn"))
        var request = Clone.Request()
        request.clearsSignalHandlers = true
        signal(SIGUSR1) { _ in }
        _ = try Probe.child(request) { () throws(LinuxError) in Probe.say("caught", try Probe.status("SigCgt")) }
    }

    static func pipe(_ arguments: [String]) throws(LinuxError) {
        let path = FilePath(arguments[2]).appending("fifo")
        OwnProcess.setFileModeMask(FilePermissions(rawValue: 0o077))
        let owner = FileOwner(user: 55, group: 66)
        let place = try NamedPipe.make(path, mode: FilePermissions(rawValue: 0o622), owner: owner)
        let status = try FileStatus.of(place)
        Probe.say("pipe", "\(String(status.mode.rawValue, radix: 8)) \(status.owner.user) \(status.owner.group)")
        Probe.sayError("again") { () throws(LinuxError) in
            _ = try NamedPipe.make(path, mode: .ownerReadWrite, owner: owner)
        }
        let (read, write) = try Pipe.make()
        let end = try Probe.child(
            meanwhile: { (_: PID, pidfd: FileDescriptor) throws(LinuxError) in
                _ = try read.readNow(upTo: 1)
                // It waits for a reader: the process does not end.
                Probe.say("waits", try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)], milliseconds: 30) == [[]])
                let reader = try NamedPipe.openForReading(path)
                _ = try DescriptorPoll.wait([DescriptorPoll.Entry(reader)])
                Probe.say("read", try reader.readNow(upTo: 8) ?? [])
            },
            inChild: { () throws(LinuxError) in
                _ = try write.writeNow([1])
                let writer = try NamedPipe.openForWriting(place)
                _ = try writer.writeNow([48])
            })
        Probe.say("end", end?.code ?? -1)
        let second = try NamedPipe.openPlace(path)
        Probe.say("place", try FileStatus.of(second).type == .pipe)
    }
}

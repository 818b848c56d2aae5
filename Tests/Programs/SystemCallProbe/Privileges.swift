import Glibc
import Linux
import SystemPackage

enum Privileges {
    static func capabilities(_: [String]) throws(LinuxError) {
        let last = try Capability.last()
        let kept = CapabilitySet.named(["CAP_CHOWN", "CAP_KILL", "CAP_NET_RAW"]).set
        let ambient = CapabilitySet.named(["CAP_KILL"]).set
        try ProcessCapabilities.bound(to: kept, last: last)
        Probe.say("bounding", ProcessCapabilities.bounding(last: last).names.joined(separator: ","))
        try ProcessCapabilities.setKeptOverUserChange(true)
        try Credentials.setGroups([7, 8])
        try Credentials.setGroup(1000)
        try Credentials.setUser(1000)
        try ProcessCapabilities(effective: kept, permitted: kept, inheritable: ambient).apply()
        let own = try ProcessCapabilities.current()
        Probe.say("effective", own.effective.names.joined(separator: ","))
        Probe.say("inheritable", own.inheritable.names.joined(separator: ","))
        try ProcessCapabilities.setAmbient(ambient)
        Probe.say("ambient", ProcessCapabilities.ambient(last: last).names.joined(separator: ","))
        do throws(LinuxError) {
            try ProcessCapabilities.setAmbient(kept)
        } catch {
            Probe.say("ambient-refused", error)
        }
        try ProcessCapabilities.setAmbient(ambient)
        Probe.sayError("more") { () throws(LinuxError) in
            let all = CapabilitySet(through: last)
            try ProcessCapabilities(effective: all, permitted: all, inheritable: []).apply()
        }
        throw Execution.become(
            "/bin/grep", arguments: ["grep", "-E", "^(Cap|Uid|Gid|Groups)", "/proc/self/status"], environment: [])
    }

    static func attributes(_: [String]) throws(LinuxError) {
        try OwnProcess.setDumpable(false)
        Probe.say("dumpable", try OwnProcess.isDumpable())
        try OwnProcess.setName("a-name-that-is-too-long")
        Probe.say("name", try Probe.status("Name"))
        OwnProcess.setFileModeMask(FilePermissions(rawValue: 0o027))
        Probe.say("umask", try Probe.status("Umask"))
        try OwnProcess.setPersonality(8)
        Probe.say("personality", try OwnProcess.personality())
        try OwnProcess.setPersonality(0)
        try OwnProcess.setOutOfMemoryScore(321)
        Probe.say(
            "oom", String(decoding: try Files.read("/proc/self/oom_score_adj"), as: UTF8.self).filter { $0 != "\n" })
        try Credentials.renounceNewPrivileges()
        Probe.say("no-new-privileges", try Credentials.haveRenouncedNewPrivileges())
        Probe.say("secure-bits", try SecureBits.current().rawValue)
        try SecureBits.noAmbientRaise.apply()
        Probe.say("secure-bits", try SecureBits.current() == .noAmbientRaise)

        try ResourceLimit(.nofile, soft: 99, hard: 100).apply()
        let limit = try ResourceLimit.current(.nofile)
        Probe.say("limit", "\(limit.soft) \(limit.hard)")
        let end = try Probe.child(
            meanwhile: { (pid: PID, pidfd: FileDescriptor) throws(LinuxError) in
                try ResourceLimit(.core, soft: 0, hard: 4096).apply(to: pid)
                Probe.say("limit-of-child", try ResourceLimit.current(.core, of: pid).hard)
                try PIDDescriptor.send(.kill, to: pidfd)
            }, inChild: { while true { pause() } })
        Probe.say("child", end?.code ?? -1)

        // A child's child with a death signal ends with its parent.
        let (read, write) = try Pipe.make()
        _ = try Probe.child { () throws(LinuxError) in
            let (held, holds) = try Pipe.make()
            guard case .parent = try Clone.fork() else {
                holds.closeIgnoringErrors()
                try OwnProcess.setParentDeathSignal(.kill)
                _ = try write.writeNow([1])
                while true { pause() }
            }
            write.closeIgnoringErrors()
            _ = try read.readNow(upTo: 1)
            held.closeIgnoringErrors()
        }
        write.closeIgnoringErrors()
        Probe.say("end-of-pipe", try read.readNow(upTo: 1)?.count ?? -1)
    }

    static func keyring(_ arguments: [String]) throws(LinuxError) {
        let name = arguments[2]
        let key = try SessionKeyring.join(name)
        let before = try SessionKeyring.permissions(of: key)
        try SessionKeyring.allow(0x80000, of: key)
        Probe.say("allowed", try SessionKeyring.permissions(of: key) == before | 0x80000)
        Probe.say("again", try SessionKeyring.join(name) == key)
        _ = try Probe.child { () throws(LinuxError) in
            Probe.say("other", try SessionKeyring.join(name + "-other") == key)
            Probe.say("found", try SessionKeyring.join(name) == key)
        }
    }

    static func scheduling(_: [String]) throws(LinuxError) {
        var batch = Scheduling(.batch)
        batch.nice = 7
        try batch.apply()
        Probe.say("policy", "\(try Scheduling.current().policy.name) \(try Scheduling.current().nice)")
        try Scheduling(.idle).apply()
        Probe.say("policy", try Scheduling.current().policy.name)
        Probe.say("io-before", try IOPriority.current() == nil)
        try IOPriority(.bestEffort, level: 6).apply()
        Probe.say("io", try IOPriority.current() == IOPriority(.bestEffort, level: 6))
        Probe.sayError("io-bad") { () throws(LinuxError) in try IOPriority(.bestEffort, level: 99).apply() }
        try ProcessorAffinity.set(NumberList(words: [1]))
        Probe.say("affinity", try ProcessorAffinity.current())
        Probe.sayError("nowhere") { () throws(LinuxError) in
            try ProcessorAffinity.set(NumberList("8000") ?? NumberList())
        }
        Probe.sayError("memory") { () throws(LinuxError) in
            try MemoryPolicy(.bind, nodes: NumberList("0") ?? NumberList()).apply()
            try MemoryPolicy(.standard).apply()
        }
        Probe.sayError("memory-bad") { () throws(LinuxError) in try MemoryPolicy(.bind).apply() }
    }
}

import Glibc
import Linux
import SystemPackage

enum Filters {
    /// Answers one system call in some way and allows the others (struct sock_filter, linux/filter.h).
    private static func program(_ number: Int, _ action: UInt32) -> SeccompFilter {
        let instructions: [(code: UInt16, yes: UInt8, no: UInt8, value: UInt32)] = [
            (0x20, 0, 0, 0),  // load the number of the call
            (0x15, 0, 1, UInt32(number)),
            (0x06, 0, 0, action),
            (0x06, 0, 0, SeccompFilter.Action.allow.rawValue),
        ]
        var bytes: [UInt8] = []
        for instruction in instructions {
            withUnsafeBytes(of: instruction.code.littleEndian) { bytes += $0 }
            bytes += [instruction.yes, instruction.no]
            withUnsafeBytes(of: instruction.value.littleEndian) { bytes += $0 }
        }
        return SeccompFilter(program: bytes)
    }

    #if arch(x86_64)
        private static let makeFolder = 83
    #else
        private static let makeFolder = 34
    #endif

    static func filter(_ arguments: [String]) throws(LinuxError) {
        let folder = FilePath(arguments[2]).appending("refused")
        try ProcessCapabilities(effective: [], permitted: [], inheritable: []).apply()
        let filter = program(makeFolder, SeccompFilter.Action.errno.rawValue | 111)
        Probe.sayError("not-allowed") { () throws(LinuxError) in try filter.load() }
        try Credentials.renounceNewPrivileges()
        Probe.sayError("malformed") { () throws(LinuxError) in try SeccompFilter(program: [1, 2, 3]).load() }
        try filter.load([.allThreads, .log, .allowSpeculation])
        Probe.sayError("refused") { () throws(LinuxError) in
            try Files.makeDirectory(folder, mode: .ownerReadWriteExecute)
        }
        Probe.say("mode", try Probe.status("Seccomp"))
        Probe.say("actions", SeccompFilter.Action.allCases.filter(\.isAvailable).count)
        Probe.say("flags", SeccompFilter.isAvailable([.allThreads, .log, .allowSpeculation]))
        Probe.say("unknown-flag", SeccompFilter.isAvailable(SeccompFilter.Flags(rawValue: 1 << 31)))
        Probe.say("killable", SeccompFilter.isAvailable([.newListener, .waitKillable]))
    }

    static func listener(_ arguments: [String]) throws(LinuxError) {
        let folder = FilePath(arguments[2]).appending("asked")
        let (read, write) = try Pipe.make()
        let (go, goes) = try Pipe.make()
        let end = try Probe.child(
            meanwhile: { (_: PID, pidfd: FileDescriptor) throws(LinuxError) in
                let number = Int32(try read.readNow(upTo: 1)?.first ?? 0)
                let listener = try PIDDescriptor.copy(descriptor: number, of: pidfd)
                Probe.sayError("no-descriptor") { () throws(LinuxError) in
                    _ = try PIDDescriptor.copy(descriptor: 999, of: pidfd)
                }
                _ = try goes.writeNow([1])
                let ready = try DescriptorPoll.wait([DescriptorPoll.Entry(listener)])
                Probe.say("asked", ready.first?.contains(.readable) ?? false)
                // The call has its answer, ENOSYS, when nobody listens any more.
                listener.closeIgnoringErrors()
            },
            inChild: { () throws(LinuxError) in
                guard let listener = try program(makeFolder, SeccompFilter.Action.notify.rawValue).load(.newListener)
                else {
                    return Probe.say("no-listener", true)
                }
                _ = try write.writeNow([UInt8(listener.rawValue)])
                _ = try go.readNow(upTo: 1)
                listener.closeIgnoringErrors()
                Probe.sayError("unanswered") { () throws(LinuxError) in
                    try Files.makeDirectory(folder, mode: .ownerReadWriteExecute)
                }
            })
        Probe.say("end", end?.code ?? -1)
    }
}

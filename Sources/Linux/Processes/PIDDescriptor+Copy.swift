import CGuardian
public import SystemPackage

extension PIDDescriptor {
    /// A close-on-exec copy of a descriptor that another process has open, owned by the caller (pidfd_getfd(2), Linux
    /// 5.6). Needs the right to trace it; errno `.badFileDescriptor`: it has none with this number.
    public static func copy(
        descriptor number: Int32, of pidfd: FileDescriptor
    ) throws(LinuxError) -> FileDescriptor {
        let answer = cg_take_descriptor(pidfd.rawValue, number)
        return FileDescriptor(rawValue: try SystemCall.check("copy descriptor \(number) of", "a process", answer))
    }
}

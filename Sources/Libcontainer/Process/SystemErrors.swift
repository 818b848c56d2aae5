import Cgroups
import Linux

/// Makes an error of the kernel's one of this module's.
@inline(__always)
func system<Value>(_ body: () throws(LinuxError) -> Value) throws(LibcontainerError) -> Value {
    do {
        return try body()
    } catch {
        throw .system(error)
    }
}

/// Makes an error about cgroups one of this module's; those that callers know by their text get it.
@inline(__always)
func cgroups<Value>(_ body: () throws(CgroupError) -> Value) throws(LibcontainerError) -> Value {
    do {
        return try body()
    } catch {
        switch error {
        case .notEmpty(let count): throw .cgroupNotEmpty(processes: count)
        case .frozen: throw .cgroupFrozen
        default: throw .cgroup(error)
        }
    }
}

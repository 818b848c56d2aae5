import Glibc

/// The kernel's unit of memory.
enum MemoryPage {
    /// Its size in bytes, 4096 on most machines.
    static let size = UInt64(sysconf(Int32(_SC_PAGESIZE)))
}

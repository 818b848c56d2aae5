import CGuardian

/// Memory of this program that it does not use any more.
public enum FreedMemory {
    /// Gives it back to the kernel; the C library keeps most of it otherwise (malloc_trim(3)). Others that allocate
    /// meanwhile wait: about a millisecond for every few megabytes.
    public static func giveBack() { cg_return_freed_memory() }
}

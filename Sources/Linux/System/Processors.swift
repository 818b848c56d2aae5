import Glibc

/// The host's processors.
public enum Processors {
    /// How many are at work (sysconf(3), _SC_NPROCESSORS_ONLN); at least one.
    public static var online: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}

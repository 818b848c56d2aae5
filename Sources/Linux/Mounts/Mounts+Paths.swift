import CGuardian
public import SystemPackage

extension Mounts {
    /// Mounts at a path, of which links are followed (mount(2)).
    public static func mount(_ request: MountRequest, at target: FilePath) throws(LinuxError) {
        try perform(request, target.string) { source, type, data in
            target.withPlatformString { cg_mount(source, $0, type, request.flags.rawValue, data) }
        }
    }

    /// Mounts at the very place behind a descriptor, whatever its path leads to by now, through /proc/self/fd, which
    /// must be a real one. The descriptor stays the caller's and is then of what lies below the mount.
    public static func mount(_ request: MountRequest, on place: FileDescriptor) throws(LinuxError) {
        try perform(request, "descriptor \(place.rawValue)") { source, type, data in
            cg_mount_on(source, place.rawValue, type, request.flags.rawValue, data)
        }
    }

    /// Changes the propagation of the mount at a path, or of all below too.
    public static func setPropagation(
        _ propagation: MountPropagation, at path: FilePath, recursive: Bool = false
    ) throws(LinuxError) {
        let flags = propagation.bits | (recursive ? MountRequest.Flags.recursive.rawValue : 0)
        let answer = path.withPlatformString { cg_mount(nil, $0, nil, flags, nil) }
        try SystemCall.check("make \(propagation.rawValue)", path.string, answer)
    }

    /// umount2(2)'s flags.
    public struct UnmountFlags: OptionSet, Hashable, Sendable {
        /// The kernel's bits.
        public let rawValue: Int32
        /// Bits of the kernel.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        /// MNT_FORCE.
        public static let force = UnmountFlags(rawValue: 1)
        /// MNT_DETACH: at once, though it lives on while it is used; with all that is mounted below.
        public static let detach = UnmountFlags(rawValue: 2)
        /// UMOUNT_NOFOLLOW.
        public static let noFollow = UnmountFlags(rawValue: 8)
    }

    /// Takes the topmost mount at a path off (umount2(2)); unlike `unmount` one only, and nothing there is an error.
    public static func unmountTop(_ path: FilePath, _ flags: UnmountFlags) throws(LinuxError) {
        let answer = path.withPlatformString { cg_unmount_with($0, flags.rawValue) }
        try SystemCall.check("unmount", path.string, answer)
    }

    private typealias CString = UnsafePointer<CChar>?

    private static func perform(
        _ request: MountRequest, _ target: @autoclosure () -> String, _ call: (CString, CString, CString) -> Int32
    ) throws(LinuxError) {
        let answer = withOptionalCString(request.source) { source in
            withOptionalCString(request.type) { type in
                withOptionalCString(request.data) { data in call(source, type, data) }
            }
        }
        try SystemCall.check("mount \(request.source ?? request.type ?? "") at", target(), answer)
    }
}

import Linux
package import SystemPackage

/// The AppArmor profile and the SELinux context that a process gets by its next exec.
///
/// The kernel is told by a file in /proc, which inside the container may be anything: so a /proc of the runtime's own is
/// opened before (CVE-2019-19921, CVE-2025-52881). A /proc shows a process itself by the numbers of its own pid
/// namespace, also to those in namespaces below.
package struct ExecLabel {
    private let profile: String
    private let label: String
    private let proc: PrivateProc?

    /// Where the kernel says what it has.
    package struct Places {
        /// `Y` when AppArmor is enabled.
        package var apparmor: FilePath = "/sys/module/apparmor/parameters/enabled"
        /// There when SELinux is.
        package var selinux: FilePath = "/sys/fs/selinux/enforce"

        /// Those of the kernel.
        package init() {}
    }

    /// - Parameters:
    ///   - profile: AppArmor's; empty: none.
    ///   - label: SELinux's; empty: none.
    package init(profile: String, label: String, places: Places = Places()) throws(LibcontainerError) {
        (self.profile, self.label) = (profile, label)
        try Self.requireSELinux(label, places)
        do throws(LinuxError) {
            if !profile.isEmpty, try !AppArmor.isEnabled(parameter: places.apparmor) {
                throw LinuxError.unusable("")
            }
        } catch {
            throw error.errno == nil ? .security(.noAppArmor(profile: profile)) : .system(error)
        }
        do {
            proc = profile.isEmpty && label.isEmpty ? nil : try Self.openProc()
        } catch {
            throw .system(error)
        }
    }

    /// A label, of processes or of mounts, needs a kernel that has SELinux.
    package static func requireSELinux(_ label: String, _ places: Places = Places()) throws(LibcontainerError) {
        guard label.isEmpty || Files.exists(places.selinux) else { throw .security(.noSELinux(label: label)) }
    }

    /// What `apply` needs open.
    var descriptors: [FileDescriptor] { proc.map { [$0.descriptor] } ?? [] }

    /// Tells the kernel, for the calling process.
    package func apply() throws(LibcontainerError) {
        guard let proc else { return }
        if !profile.isEmpty {
            do {
                try Self.write("exec \(profile)", ["thread-self/attr/apparmor/exec", "thread-self/attr/exec"], proc)
            } catch {
                throw .security(.profileRefused(profile, error.errno ?? .ioError))
            }
        }
        if !label.isEmpty {
            do {
                try Self.write(label, ["thread-self/attr/exec"], proc)
            } catch {
                throw .security(.labelRefused(label, error.errno ?? .ioError))
            }
        }
    }

    /// To the first that is there: before Linux 5.8 modules have no folders of their own.
    private static func write(_ text: String, _ paths: [FilePath], _ proc: PrivateProc) throws(LinuxError) {
        for path in paths.dropLast() {
            do throws(LinuxError) {
                return try proc.write(text, to: path)
            } catch {
                guard error.errno == .noSuchFileOrDirectory else { throw error }
            }
        }
        if let last = paths.last { try proc.write(text, to: last) }
    }

    /// One that nobody can mount over; where that is not allowed, the host's, which is looked at closely.
    private static func openProc() throws(LinuxError) -> PrivateProc {
        do {
            return try PrivateProc()
        } catch {
            let place: FileDescriptor
            do {
                place = try FileDescriptor.open("/proc", .readOnly, options: [.directory, .closeOnExec, .noFollow])
            } catch {
                throw .failed(operation: "open", subject: "/proc", errno: error as? Errno ?? .ioError)
            }
            return try PrivateProc(owning: place)
        }
    }
}

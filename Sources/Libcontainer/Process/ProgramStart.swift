import Glibc
import Linux
import OCI
import SystemPackage

/// The last part of every process of a container: from one that is in its place to one that runs its program.
struct ProgramStart {
    /// The program, ready to be executed.
    struct Program {
        let path: FilePath
        let arguments: [String]
        let environment: [String]
    }

    let process: ProcessConfiguration
    let configuration: Configuration
    let security: ProcessSecurity
    let channel: SyncChannel
    /// How many descriptors from 3 on the program gets.
    let preserved: Int32

    /// Makes the calling process who it is to be, and finds its program. No descriptor but those that were asked for will
    /// go along.
    func prepare() throws(LibcontainerError) -> Program {
        // Before the filter, which may refuse the call. What is opened after it is close-on-exec.
        try system { () throws(LinuxError) in try Execution.closeOnExec(from: 3 + preserved) }
        try tell(try security.applyBeforeUser())
        let environment = try completeEnvironment()
        OwnProcess.setFileModeMask(
            FilePermissions(rawValue: mode_t(process.user.umask ?? configuration.umask ?? 0o022)))
        // Who is root outside may enter what the user may not, and the other way round.
        let isThere = enterWorkingDirectory() == nil
        giveStandardStreams()
        try security.applyUser()
        if !isThere, let error = enterWorkingDirectory() { throw .system(error) }
        try system { () throws(LinuxError) in try Execution.verifyWorkingDirectory() }
        let search = environment.last { $0.hasPrefix("PATH=") }.map { String($0.dropFirst(5)) }
        let name = process.arguments[0]
        let path = try system { () throws(LinuxError) in try Executable.lookUp(name, searchPath: search) }
        try system { () throws(LinuxError) in try Execution.resetSignals() }
        try tell(try security.applyLast())
        return Program(path: path, arguments: process.arguments, environment: environment)
    }

    /// Becomes the program; what comes back is why not.
    func become(_ program: Program) -> LibcontainerError {
        .system(Execution.become(program.path, arguments: program.arguments, environment: program.environment))
    }

    /// Has the runtime hand the listener of a filter to its agent.
    private func tell(_ listener: FileDescriptor?) throws(LibcontainerError) {
        guard let listener else { return }
        try channel.send(.listener(listener.rawValue))
        try channel.expect(.listenerTaken)
        listener.closeIgnoringErrors()
    }

    private func enterWorkingDirectory() -> LinuxError? {
        do throws(LinuxError) {
            try Files.enter(FilePath(process.workingDirectory))
            return nil
        } catch {
            return error
        }
    }

    /// HOME is the container's to say when the configuration does not.
    private func completeEnvironment() throws(LibcontainerError) -> [String] {
        if process.environment.contains(where: { $0.hasPrefix("HOME=") && $0.utf8.count > 5 }) {
            return process.environment
        }
        return process.environment.filter { $0 != "HOME=" } + ["HOME=" + home()]
    }

    private func home() -> String {
        do throws(LinuxError) {
            // Not by /proc, which a container need not have; a device or a pipe there is not waited for.
            let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY
            let file = try Resolution.noMagicLinks.open(
                "/etc/passwd", from: FileDescriptor(rawValue: AT_FDCWD), flags: flags)
            defer { file.closeIgnoringErrors() }
            guard try FileStatus.of(file).type == .regular else { return "/" }
            let entry = UserDatabase.parsePasswords(try Self.read(file)).first { $0.uid == process.user.uid }
            if let home = entry?.home, !home.isEmpty { return home }
        } catch {
            // A container without users has no homes.
        }
        return "/"
    }

    private static func read(_ file: FileDescriptor) throws(LinuxError) -> [UInt8] {
        var contents: [UInt8] = []
        while contents.count < 4 << 20, let part = try file.readNow(upTo: 1 << 16), !part.isEmpty { contents += part }
        return contents
    }

    /// The program may open its own standard streams once more by their names in /proc, as shells do. Where that is not
    /// ours to allow it has to do without. A null device may be the host's.
    private func giveStandardStreams() {
        for number in 0..<3 as Range<Int32> {
            let stream = FileDescriptor(rawValue: number)
            do throws(LinuxError) {
                let status = try FileStatus.of(stream)
                let isNull = status.type == .characterDevice && status.represented == DeviceNumber(major: 1, minor: 3)
                guard status.owner.user != process.user.uid, !isNull else { continue }
                try stream.setOwner(FileOwner(user: process.user.uid, group: status.owner.group))
            } catch {
                continue
            }
        }
    }
}

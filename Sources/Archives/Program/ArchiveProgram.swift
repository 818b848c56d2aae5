import Glibc
import Linux
import SystemPackage

/// The program `gdn-tar`, which packs and unpacks tar archives:
///
///     gdn-tar in [--cgroup FOLDER]... USER DESTINATION
///     gdn-tar out [--cgroup FOLDER]... USER SOURCE
///     gdn-tar image DESTINATION
///
/// `in` and `out` find at descriptor 3 a pidfd of the init of the container to enter; `in` and `image` read the archive
/// from standard input, `out` writes it to standard output. What goes wrong is one line on standard error. How it ended is
/// an `ArchiveStatus`.
enum ArchiveProgram {
    private static let usage =
        "usage: gdn-tar in|out [--cgroup FOLDER]... USER PATH, with a pidfd at descriptor 3, or gdn-tar image FOLDER"
    private static let initProcess = FileDescriptor(rawValue: 3)

    static func run(_ words: [String]) -> Int32 {
        guard let arguments = Arguments(words) else {
            say(usage)
            return ArchiveStatus.usage.rawValue
        }
        // Modes are what the code says, whoever started this; a reader that is gone is an error like others.
        umask(0)
        signal(SIGPIPE, SIG_IGN)
        do {
            switch arguments {
            case .unpack(let place): try unpack(place)
            case .pack(let place): try pack(place)
            case .unpackImage(let path): try unpackImage(path)
            }
            return ArchiveStatus.done.rawValue
        } catch {
            say("\(error)")
            return status(of: error, arguments).rawValue
        }
    }

    /// Into a folder with files in it, and as a user, much can fail that is not the archive's fault; into an empty one, as
    /// an image is unpacked, only what has nothing to do with the archive's contents.
    private static func status(of error: ArchiveError, _ arguments: Arguments) -> ArchiveStatus {
        switch (error, arguments) {
        case (.truncated, .unpack), (.malformed, .unpack), (.refused, .unpack): .badArchive
        case (_, .unpackImage) where error.blamesArchive: .badArchive
        default: .failed
        }
    }

    private static func unpack(_ place: Arguments.Place) throws(ArchiveError) {
        let (user, _) = try enter(place)
        let path = FilePath(place.absolutePath(home: user.home))
        // Opened before this becomes the user, who need not be able to get there by himself.
        let folder = try ContainerEntry.destination(path, of: user)
        try ContainerEntry.become(user)
        // F_SETPIPE_SZ, where it is a pipe and the host allows: fewer changes between who writes and who reads.
        _ = fcntl(STDIN_FILENO, 1031, 1 << 20)
        let source = DescriptorSource(.standardInput, name: "standard input")
        let rules = UnpackingRules.user(isRoot: user.uid == 0)
        let unpacker = Unpacker(source, into: folder, name: path.string, rules: rules)
        try unpacker.run()
        report(unpacker.omissions)
    }

    private static func pack(_ place: Arguments.Place) throws(ArchiveError) {
        let (user, names) = try enter(place)
        try ContainerEntry.become(user)
        let source = PackingSource(place.absolutePath(home: user.home))
        let folder = try source.openFolder()
        let packer = Packer(
            ArchiveOutput(.standardOutput, name: Packer.outputName), base: source.folder, names: names)
        if let name = source.name {
            try packer.pack(name, in: folder)
        } else {
            try packer.packContents(of: folder)
        }
        if let problem = packer.problem { throw problem }
    }

    private static func enter(_ place: Arguments.Place) throws(ArchiveError) -> (ResolvedUser, OwnerNames) {
        try ContainerEntry.join(place.cgroups)
        try ContainerEntry.enter(initProcess)
        let passwd = try ContainerEntry.accounts("/etc/passwd")
        let group = try ContainerEntry.accounts("/etc/group")
        let user = try ContainerEntry.entering { () throws(LinuxError) in
            try UserDatabase.resolve(place.user, passwd: passwd, group: group)
        }
        return (user, OwnerNames(passwd: passwd ?? [], group: group ?? []))
    }

    private static func unpackImage(_ path: FilePath) throws(ArchiveError) {
        let (size, omissions) = try ImageUnpacking.unpack(.standardInput, into: path)
        report(omissions)
        print("{\"bytes\":\(size.bytes),\"inodes\":\(size.inodes)}\n", to: STDOUT_FILENO)
    }

    private static func report(_ omissions: Omissions) {
        if let first = omissions.first { say("\(omissions.count) left out: \(first)") }
    }

    /// Writes one line to standard error.
    private static func say(_ text: String) {
        print(text + "\n", to: STDERR_FILENO)
    }

    private static func print(_ text: String, to descriptor: Int32) {
        _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }
}

/// The entry for a C `main`, which hands its own arguments over.
@c(guardian_tar_main)
public func archiveMain(
    _ count: Int32, _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>,
    _ environment: UnsafePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
    ArchiveProgram.run((0..<Int(count)).compactMap { arguments[$0].map { String(cString: $0) } })
}

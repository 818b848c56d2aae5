import Glibc
import Guardian
import Linux
import LinuxAsync
import SystemPackage

/// The programs that live as long as containers do.
struct HelperPrograms: Sendable {
    let tracker: FilePath
    let archiver: FilePath
    let initProgram: FilePath

    /// Their names, beside `gdn` and where they are installed.
    private static let names = ["gdn-tracker", "gdn-tar", "gdn-init"]
    /// Our own runtime. It lives for moments, and so is used where it is: beside `gdn`.
    static let runtime = "gdn-runc"

    private static let executable = FilePermissions(rawValue: 0o755)
    private static let largest = 64 << 20

    /// Copies the helpers to a folder beside the depot, named after what they are, so that containers outlive an upgrade
    /// and a folder that only root may enter. What stands there already is used as it is.
    ///
    /// - Parameter initProgram: another process 1 than the one beside `gdn`.
    static func install(in layout: DepotLayout, initProgram: String?) throws -> HelperPrograms {
        let own = try ownFolder()
        let sources = names.map { name in
            name == "gdn-init" ? initProgram.map { FilePath($0) } ?? own.appending(name) : own.appending(name)
        }
        let digest = try digest(of: sources)
        let folder = layout.programs.appending(digest)
        let installed = HelperPrograms(
            tracker: folder.appending("gdn-tracker"), archiver: folder.appending("gdn-tar"),
            initProgram: folder.appending("gdn-init"))
        if Files.exists(folder) { return installed }

        // What a server left that was killed while it copied.
        for name in try Files.entries(of: layout.programs) where name.hasPrefix(".") {
            try Files.removeTree(layout.programs.appending(name))
        }
        let preparation = layout.programs.appending(".\(RandomUUID.make())")
        try Files.makeDirectories(preparation, mode: executable)
        for (source, name) in zip(sources, names) {
            try Files.copy(source, to: preparation.appending(name), mode: executable, limit: largest)
        }
        try Files.rename(preparation, to: folder)
        return installed
    }

    /// The folder that `gdn` itself was started from.
    static func ownFolder() throws -> FilePath {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = readlink("/proc/self/exe", &buffer, Int(PATH_MAX))
        guard count > 0 else { throw Errno(rawValue: errno) }
        let path = String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return FilePath(path).removingLastComponent()
    }

    /// Tells builds apart: size, time of change and place on disk. It names a folder and protects nothing.
    private static func digest(of files: [FilePath]) throws -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for file in files {
            var status = stat()
            guard stat(file.string, &status) == 0 else { throw CompositionError.programMissing(path: file.string) }
            let values = [
                UInt64(status.st_size), UInt64(bitPattern: Int64(status.st_mtim.tv_sec)),
                UInt64(bitPattern: Int64(status.st_mtim.tv_nsec)), UInt64(status.st_ino), UInt64(status.st_dev),
            ]
            for value in values {
                for shift in stride(from: UInt64(0), to: 64, by: 8) {
                    hash = (hash ^ (value >> shift & 0xFF)) &* 0x100_0000_01B3
                }
            }
        }
        return String(hash, radix: 16)
    }
}

/// Why a server cannot be put together.
enum CompositionError: Error, CustomStringConvertible {
    case programMissing(path: String)
    case runtimeMissing(name: String)
    case depotInUse(path: String)
    case tagInUse(tag: String, depot: String)
    case invalidFlag(name: String, value: String, reason: String)

    var description: String {
        switch self {
        case .programMissing(let path): "program \(path) is missing; it belongs beside gdn"
        case .runtimeMissing(let name): "--runtime-plugin '\(name)': no such program in PATH"
        case .depotInUse(let path): "another gdn works on this depot: \(path) is locked"
        case .tagInUse(let tag, let depot):
            "tag '\(tag)' is in use for the depot \(depot): choose another with --tag, or clean that one up"
        case .invalidFlag(let name, let value, let reason): "\(name) '\(value)': \(reason)"
        }
    }
}

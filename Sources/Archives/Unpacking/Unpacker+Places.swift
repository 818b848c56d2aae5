import Glibc
import Linux
import SystemPackage

extension Unpacker {
    /// Something may be put back in the way as often as it is removed; giving up is better than racing for ever.
    private static let attempts = 8

    @discardableResult
    func call<Answer: SignedInteger>(_ name: MemberName, _ body: () -> Answer) throws(ArchiveError) -> Answer {
        try Call.run(destination.shown(name.path), body)
    }

    /// Makes something new by `body`, which fails where something is: that is removed then.
    @discardableResult
    func replacing<Answer: SignedInteger>(
        _ name: MemberName, in parent: FileDescriptor, _ body: () -> Answer
    ) throws(ArchiveError) -> Answer {
        for _ in 0..<Self.attempts {
            var answer: Answer = 0
            let number = Call.errorNumber {
                answer = body()
                return answer
            }
            if number == 0 { return answer }
            guard number == EEXIST else {
                throw .failed(path: destination.shown(name.path), errno: Errno(rawValue: number))
            }
            try clear(name, in: parent)
        }
        throw .failed(path: destination.shown(name.path), errno: .fileExists)
    }

    /// Removes what is there: a file, a link but not what it leads to, or a folder if it is empty.
    func clear(_ name: MemberName, in parent: FileDescriptor) throws(ArchiveError) {
        var number = Call.errorNumber { name.last.withCString { unlinkat(parent.rawValue, $0, 0) } }
        if number == EISDIR {
            number = Call.errorNumber { name.last.withCString { unlinkat(parent.rawValue, $0, AT_REMOVEDIR) } }
            pending.forget(name.path)
        }
        destination.forget()
        guard number == 0 || number == ENOENT else {
            throw .failed(path: destination.shown(name.path), errno: Errno(rawValue: number))
        }
    }

    /// Whether both names are of one file, which linking it to itself would otherwise remove.
    func isSame(
        _ name: MemberName, in folder: FileDescriptor, as other: MemberName, in otherFolder: FileDescriptor
    ) throws(ArchiveError) -> Bool {
        var (status, otherStatus) = (stat(), stat())
        try call(name) { name.last.withCString { fstatat(folder.rawValue, $0, &status, AT_SYMLINK_NOFOLLOW) } }
        let number = Call.errorNumber {
            other.last.withCString { fstatat(otherFolder.rawValue, $0, &otherStatus, AT_SYMLINK_NOFOLLOW) }
        }
        return number == 0 && status.st_dev == otherStatus.st_dev && status.st_ino == otherStatus.st_ino
    }

    /// The folder that a hard link's target is in; the caller's.
    func openFolder(of target: MemberName) throws(ArchiveError) -> FileDescriptor {
        let folder = try destination.folder(target.folder, making: false)
        // The next folder that is opened may close this one.
        let number = try call(target) { fcntl(folder.rawValue, F_DUPFD_CLOEXEC, 0) }
        return FileDescriptor(rawValue: number)
    }
}

import CGuardian
import Glibc
public import SystemPackage

extension Files {
    /// Removes a file, a link, or a folder with everything in it; nothing there is fine.
    ///
    /// Goes by descriptors: no link is followed, even if somebody changes the tree meanwhile, and no mount is entered;
    /// one inside the tree is an error (`EXDEV` or `EBUSY`), with what is behind it untouched.
    public static func removeTree(_ path: FilePath) throws(LinuxError) {
        guard let name = path.lastComponent, name.kind == .regular else {
            throw .unusable("cannot remove \(path): no name at its end")
        }
        let folder = path.removingLastComponent()
        try ignoringAbsence { () throws(LinuxError) in
            let parent = try openPlace(folder.isEmpty ? "." : folder)
            defer { parent.closeIgnoringErrors() }
            let remover = TreeRemover(path: path)
            try remover.remove(name.string.utf8CString.map { $0 }, in: parent)
        }
    }
}

/// Removes one tree. Folders nested so deep that descriptors would run out are first moved up to the tree's top.
private final class TreeRemover {
    private static let depthLimit = 64
    /// Somebody may add files while a folder is emptied; giving up is better than racing for ever.
    private static let attempts = 8

    private let path: FilePath
    private var top: FileDescriptor?
    private var moved = 0

    init(path: FilePath) { self.path = path }

    /// Removes whatever `name`, a C string, is in `parent`.
    func remove(_ name: [CChar], in parent: FileDescriptor, depth: Int = 0) throws(LinuxError) {
        if try unlinked(name, in: parent, flags: 0) { return }
        var attempts = 0
        while attempts < Self.attempts {
            let movedBefore = moved
            let answer = cg_open_directory_here(parent.rawValue, name)
            if answer == -ENOENT { return }
            let folder = FileDescriptor(rawValue: try SystemCall.check("open for removal", subject(name), answer))
            do {
                try empty(folder, depth: depth)
            } catch {
                folder.closeIgnoringErrors()
                throw error
            }
            folder.closeIgnoringErrors()
            if try unlinked(name, in: parent, flags: AT_REMOVEDIR) { return }
            if moved == movedBefore { attempts += 1 }
        }
        throw .failed(operation: "remove", subject: subject(name), errno: .directoryNotEmpty)
    }

    private func empty(_ folder: FileDescriptor, depth: Int) throws(LinuxError) {
        if depth == 0 { top = folder }
        defer { if depth == 0 { top = nil } }
        for entry in try Files.names(in: folder.duplicated(), path) {
            if depth >= Self.depthLimit, try movedUp(entry, from: folder) { continue }
            try remove(entry, in: folder, depth: depth + 1)
        }
    }

    /// Moves a folder up to the tree's top, where the next attempt finds it. False for what is no folder.
    private func movedUp(_ name: [CChar], from folder: FileDescriptor) throws(LinuxError) -> Bool {
        guard let top else { return false }
        if try unlinked(name, in: folder, flags: 0) { return true }
        moved += 1
        let destination = ".removed-\(moved)-\(UInt64.random(in: .min ... .max))"
        try SystemCall.run("move up", subject(name)) {
            renameat(folder.rawValue, name, top.rawValue, destination)
        }
        return true
    }

    /// Whether `name` is gone; false when it is a folder, or a folder that is not empty.
    private func unlinked(_ name: [CChar], in parent: FileDescriptor, flags: Int32) throws(LinuxError) -> Bool {
        if unlinkat(parent.rawValue, name, flags) == 0 { return true }
        switch errno {
        case ENOENT: return true
        case EISDIR where flags == 0: return false
        case ENOTEMPTY where flags == AT_REMOVEDIR, EEXIST where flags == AT_REMOVEDIR: return false
        case let number: throw .failed(operation: "remove", subject: subject(name), errno: Errno(rawValue: number))
        }
    }

    private func subject(_ name: [CChar]) -> String {
        "\(path) (\(String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)))"
    }
}

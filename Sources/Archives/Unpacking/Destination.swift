import CGuardian
import Glibc
import Linux
import SystemPackage

/// The folder that an archive is unpacked into, and the only door to what is below: nothing that is opened here is
/// elsewhere, whatever links lie in the way.
///
/// Folders are opened as places only (O_PATH), which needs no permission on the folder itself.
final class Destination {
    /// What the kernel takes at once (PATH_MAX), with room for the NUL.
    private static let longestPath = 4095
    private static let placeFlags = Int32(CG_O_PATH) | O_DIRECTORY

    /// The top; it stays the caller's.
    let top: FileDescriptor
    private let name: String
    /// The folder that was opened last: most members are in the folder of the member before.
    private var last: (path: [UInt8], place: FileDescriptor)?
    /// Whether another folder may be there by now. Somebody may still be using the old one.
    private var isStale = false

    /// - Parameter name: the path of `top`, for messages.
    init(_ top: FileDescriptor, name: String) { (self.top, self.name) = (top, name) }

    deinit { last?.place.closeIgnoringErrors() }

    /// The path of a member, for messages.
    func shown(_ path: some Sequence<UInt8>) -> String {
        let below = path.shown
        if below.isEmpty { return name }
        return name.hasSuffix("/") ? name + below : "\(name)/\(below)"
    }

    /// Must be called when something was removed that may have been on the way to a folder.
    func forget() { isStale = true }

    /// The folder at `path`; it holds until the next call.
    ///
    /// - Parameter making: whether missing folders are made, 0755 less the umask.
    /// - Throws: `ArchiveError.refused` when the path leads outside.
    func folder(_ path: ArraySlice<UInt8>, making: Bool) throws(ArchiveError) -> FileDescriptor {
        if path.isEmpty { return top }
        if let last, !isStale, last.path.elementsEqual(path) { return last.place }
        let place = try openFolder(path, making: making)
        last?.place.closeIgnoringErrors()
        (last, isStale) = ((Array(path), place), false)
        return place
    }

    /// Opens what is at `path`, not through a link at its end; the caller's.
    func open(_ path: some Collection<UInt8>, _ flags: Int32) throws(ArchiveError) -> FileDescriptor {
        var rest = Array(path)[...]
        var start = (folder: top, isOurs: false)
        defer { if start.isOurs { start.folder.closeIgnoringErrors() } }
        // What is longer than the kernel takes is gone through in parts, each of which may lead out of none before.
        while rest.count > Self.longestPath {
            guard let cut = rest.prefix(Self.longestPath).lastIndex(of: MemberName.slash) else {
                throw .failed(path: shown(path), errno: .fileNameTooLong)
            }
            let next = try beneath(start.folder, rest[..<cut], Self.placeFlags, path)
            if start.isOurs { start.folder.closeIgnoringErrors() }
            start = (next, true)
            rest = rest[(cut + 1)...]
        }
        return try beneath(start.folder, rest, flags | O_NOFOLLOW, path)
    }

    private func beneath(
        _ folder: FileDescriptor, _ path: ArraySlice<UInt8>, _ flags: Int32, _ whole: some Collection<UInt8>
    ) throws(ArchiveError) -> FileDescriptor {
        let answer = path.withCString { cg_open_beneath(folder.rawValue, $0, flags, 0) }
        if answer == -EXDEV { throw .refused(member: shown(whole), reason: .outside) }
        return FileDescriptor(rawValue: try Call.check(shown(whole), answer))
    }

    /// Opens a folder; a link at its end counts as the folder it leads to. The caller's.
    private func openFolder(_ path: ArraySlice<UInt8>, making: Bool) throws(ArchiveError) -> FileDescriptor {
        if let place = openBelowLast(path) { return place }
        if path.count <= Self.longestPath {
            let answer = path.withCString { cg_open_beneath(top.rawValue, $0, Self.placeFlags, 0) }
            if answer >= 0 { return FileDescriptor(rawValue: answer) }
            if answer == -EXDEV { throw .refused(member: shown(path), reason: .outside) }
            guard answer == -ENOENT, making else {
                throw .failed(path: shown(path), errno: Errno(rawValue: -answer))
            }
        }
        return try openStepwise(path, making: making)
    }

    /// Saves going through all of a deep path for every member of it. Links that lead up are no matter for this.
    private func openBelowLast(_ path: ArraySlice<UInt8>) -> FileDescriptor? {
        guard let last, !isStale, path.count > last.path.count, path.starts(with: last.path) else { return nil }
        let rest = path.dropFirst(last.path.count)
        guard rest.first == MemberName.slash, rest.count <= Self.longestPath else { return nil }
        let answer = rest.dropFirst().withCString {
            cg_open_beneath(last.place.rawValue, $0, Self.placeFlags, 0)
        }
        return answer >= 0 ? FileDescriptor(rawValue: answer) : nil
    }

    private func openStepwise(_ path: ArraySlice<UInt8>, making: Bool) throws(ArchiveError) -> FileDescriptor {
        var place = top
        do {
            for part in path.split(separator: MemberName.slash) {
                let next = try openStep(part, in: place, upTo: path[..<part.endIndex], making: making)
                if place != top { place.closeIgnoringErrors() }
                place = next
            }
        } catch {
            if place != top { place.closeIgnoringErrors() }
            throw error
        }
        return place
    }

    /// Opens one part of a path, which is made if it must be; `path` is the way up to its end.
    private func openStep(
        _ part: ArraySlice<UInt8>, in place: FileDescriptor, upTo path: ArraySlice<UInt8>, making: Bool
    ) throws(ArchiveError) -> FileDescriptor {
        var answer = part.withCString { cg_open_beneath(place.rawValue, $0, Self.placeFlags, 0) }
        if answer == -ENOENT, making {
            let number = Call.errorNumber { part.withCString { mkdirat(place.rawValue, $0, 0o755) } }
            guard number == 0 || number == EEXIST else {
                throw .failed(path: shown(path), errno: Errno(rawValue: number))
            }
            answer = part.withCString { cg_open_beneath(place.rawValue, $0, Self.placeFlags, 0) }
        }
        // A link that leads up, which is fine as long as it stays below the top.
        if answer == -EXDEV, place != top, path.count <= Self.longestPath {
            answer = path.withCString { cg_open_beneath(top.rawValue, $0, Self.placeFlags, 0) }
        }
        if answer == -EXDEV { throw .refused(member: shown(path), reason: .outside) }
        return FileDescriptor(rawValue: try Call.check(shown(path), answer))
    }
}

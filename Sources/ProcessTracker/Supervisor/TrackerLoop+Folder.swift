import Linux
import SystemPackage

/// How a tracker learns that its folder was removed.
enum FolderWatching {
    /// Something else will wake it.
    case off
    /// The descriptor wakes it.
    case on(FileDescriptor)
    /// The kernel has nothing left to watch with; that was said.
    case impossible
}

/// Whether anybody can ever need this tracker again.
extension TrackerLoop {
    /// Without its socket's file no server can come; without container, processes and servers there is nothing to do.
    ///
    /// To be asked before each wait. As long as there is a server or anything to look after, its end wakes the tracker, and
    /// only without them the folder has to: all programs of a user share few inotify instances (inotify(7):
    /// max_user_instances), not enough for one in each tracker.
    func isAbandoned() -> Bool {
        guard connections.isEmpty, state.isIdle else {
            stopWatchingFolder()
            return false
        }
        guard hasSocketFile else { return true }
        if case .off = folderWatch {
            watchFolder()
            // It may have gone just before.
            return !hasSocketFile
        }
        return false
    }

    private var hasSocketFile: Bool { Files.exists(folder.path.appending(TrackerProtocol.socketName)) }

    private func watchFolder() {
        do {
            let removals = try FolderWatch.makeDescriptor(folder.path)
            folderWatch = .on(removals)
            try poll.add(removals, .readable, token: Token.folder)
        } catch {
            complain("\(error)")
            if case .off = folderWatch { folderWatch = .impossible }
        }
    }

    private func stopWatchingFolder() {
        if case .on(let removals) = folderWatch {
            poll.remove(removals)
            removals.closeIgnoringErrors()
        }
        folderWatch = .off
    }

    /// That it was woken is enough: the next question looks at the folder.
    func folderChanged() {
        guard case .on(let removals) = folderWatch else { return }
        attempt {
            while let events = try removals.readNow(upTo: 4096), !events.isEmpty { continue }
        }
    }
}

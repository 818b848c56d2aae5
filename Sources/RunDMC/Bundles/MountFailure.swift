import Garden
import Guardian
import Linux
import RuncCommand
import SystemPackage
import TrackerClient

/// Why a runtime could not show what a client wants to be shown, where its own words do not tell: mount(2) has nothing
/// but EINVAL for a folder that file systems are mounted in, and that is to be shown in a user namespace without them.
enum MountFailure {
    /// The error to report for `error`, with which a runtime ended that had `mounts` to make.
    ///
    /// Only looks at the host's mounts once something has gone wrong.
    static func explain(
        _ error: TrackerError, _ mounts: [BindMount], privileged: Bool
    ) throws(LinuxError) -> any Error {
        guard case .runtime(.other, _, _) = error, !privileged, !mounts.isEmpty else { return error }
        let places = try MountTable.current().map(\.mountPoint)
        guard let (mount, place) = firstHolding(places, of: mounts) else { return error }
        return RunDMCError.hiddenMounts(source: mount.source, place: place.string, failure: "\(error)")
    }

    private static func firstHolding(
        _ places: [FilePath], of mounts: [BindMount]
    ) -> (BindMount, FilePath)? {
        for mount in mounts {
            let source = FilePath(mount.source).lexicallyNormalized()
            if let place = places.first(where: { $0 != source && $0.starts(with: source) }) { return (mount, place) }
        }
        return nil
    }
}

extension ContainerPlan {
    /// The same with other mounts.
    func showing(_ mounts: [BindMount]) -> ContainerPlan {
        var plan = self
        plan.bindMounts = mounts
        return plan
    }
}

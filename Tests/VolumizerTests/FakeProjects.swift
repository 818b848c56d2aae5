import Linux
import Synchronization
import SystemPackage

@testable import Volumizer

/// Counting by project, as told; at first there is nothing in any project.
final class FakeProjects: ProjectCounting {
    typealias Answer = @Sendable (UInt32) throws -> TreeSize

    private struct State {
        var assigned: [UInt32] = []
        var refusal: (any Error)?
        var answer: Answer = { _ in TreeSize() }
    }

    private let state = Mutex(State())

    /// The projects that folders were assigned to.
    var assigned: [UInt32] { state.withLock { $0.assigned } }

    /// From now on tells this of a project.
    func answer(_ answer: @escaping Answer) { state.withLock { $0.answer = answer } }

    /// From now on refuses to assign folders.
    func refuse(_ error: any Error) { state.withLock { $0.refusal = error } }

    /// From now on counts one inode for each folder that was assigned to a project.
    func count() {
        answer { [self] project in TreeSize(inodes: UInt64(assigned.count { $0 == project })) }
    }

    func assign(_ project: UInt32, to folder: FilePath) throws {
        if let refusal = state.withLock({ $0.refusal }) { throw refusal }
        state.withLock { $0.assigned.append(project) }
    }

    func usage(of project: UInt32, at folder: FilePath) throws -> TreeSize {
        let answer = state.withLock { $0.answer }
        return try answer(project)
    }
}

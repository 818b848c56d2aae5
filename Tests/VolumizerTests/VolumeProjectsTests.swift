import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@testable import Volumizer

@Suite("The projects of volumes")
struct VolumeProjectsTests {
    private let scratch: TemporaryDirectory
    private let kernel = FakeProjects()
    private let projects: VolumeProjects
    private var folder: FilePath { scratch.path.appending("volumes") }

    init() throws {
        scratch = try TemporaryDirectory("projects")
        projects = VolumeProjects(folder: scratch.path.appending("volumes"), kernel: kernel)
    }

    @Test("are none where the kernel does not count, which is found out once and leaves nothing")
    func none() throws {
        // An answer to every question, as of a file system that counts nothing.
        #expect(projects.unused() == nil)
        #expect(projects.unused() == nil)

        #expect(kernel.assigned.count == 1)
        #expect(try Files.entries(of: folder) == [])
    }

    @Test("are none where the kernel refuses", arguments: [true, false])
    func refused(atOnce: Bool) throws {
        struct Refused: Error {}
        if atOnce { kernel.answer { _ in throw Refused() } }
        kernel.refuse(Refused())

        #expect(projects.unused() == nil)

        #expect(try Files.entries(of: folder) == [])
    }

    @Test("have ids far from where people begin to count, each another one")
    func ids() throws {
        kernel.count()

        let ids = (0..<100).compactMap { _ in projects.unused() }

        #expect(Set(ids).count == 100)
        #expect(ids.allSatisfy { $0 >= 1 << 30 && $0 < 1 << 31 })
        #expect(kernel.assigned.count == 1)
    }

    @Test("never have an id that somebody on the file system uses")
    func taken() throws {
        kernel.count()
        _ = projects.unused()
        let asked = Recorder<UInt32>()
        kernel.answer { project in
            asked.record(project)
            return TreeSize(inodes: asked.entries.count < 3 ? 1 : 0)
        }

        let id = try #require(projects.unused())
        #expect(asked.entries.count == 3)
        #expect(asked.entries.last == id)
        kernel.answer { _ in TreeSize(inodes: 1) }

        #expect(projects.unused() == nil)
    }
}

import GuardianTestSupport
import Linux
import LinuxAsync
import Logging
import SystemPackage
import Testing

@testable import Volumizer

@Suite("Unpacked images")
struct UnpackedImagesTests {
    private static let system = Result { try AsyncSystem.start() }

    private let scratch: TemporaryDirectory
    private let unpacker = FakeUnpacker()
    private let folder: ImageFolder
    private let images: UnpackedImages
    private let archive: FilePath

    init() throws {
        let system = try Self.system.get()
        scratch = try TemporaryDirectory("unpacked-images")
        folder = ImageFolder(scratch.path.appending("images"), system: system)
        images = UnpackedImages(folder: folder, unpacker: unpacker, system: system, log: Logger(label: "test"))
        archive = scratch.path.appending("image.tar")
        try Files.write([1, 2], to: archive, mode: .ownerReadWrite, durably: false)
    }

    private func names() throws -> [String] {
        Files.exists(folder.path) ? try Files.entries(of: folder.path) : []
    }

    @Test("are unpacked once, even when ten want one at once, and also for the next server")
    func once() async throws {
        let images = try await withThrowingTaskGroup(of: UnpackedImage.self) { group in
            for _ in 1...10 { group.addTask { try await self.images.image(of: archive) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let next = UnpackedImages(
            folder: folder, unpacker: unpacker, system: try Self.system.get(), log: Logger(label: "test"))
        let image = try await next.image(of: archive)

        #expect(Set(images) == [image])
        #expect(unpacker.unpacked.calls.count == 1)
        #expect(try Set(Files.entries(of: image.rootFS)) == ["1", "2"])
        #expect(try names() == [image.folder.lastComponent?.string])
        #expect(StoredSize.read(image.size) == TreeSize(bytes: 4096, inodes: 2))
        #expect(try FileStatus.of(folder.path).mode.rawValue == 0o700)
        #expect(try FileStatus.of(image.rootFS).mode.rawValue == 0o755)
    }

    @Test("are unpacked anew when the file has changed, and both stay")
    func changed() async throws {
        let old = try await images.image(of: archive)
        try Files.write([3], to: archive, mode: .ownerReadWrite, durably: false)
        let new = try await images.image(of: archive)

        #expect(old != new)
        #expect(try Files.entries(of: new.rootFS) == ["3"])
        #expect(Files.exists(old.rootFS.appending("1")))
    }

    @Test("are unpacked anew when somebody removed a part of them", arguments: ["rootfs", "image.json"])
    func damaged(name: String) async throws {
        let image = try await images.image(of: archive)
        try Files.removeTree(image.folder.appending(name))

        #expect(try await images.image(of: archive) == image)

        #expect(try Set(Files.entries(of: image.rootFS)) == ["1", "2"])
        #expect(unpacker.unpacked.calls.count == 2)
    }

    @Test(
        "that fail say why and leave nothing, and the next attempt begins anew",
        arguments: [
            (UnpackingError.refused(reason: "why"), VolumizerError.imageUnusable("", reason: "why")),
            (UnpackingError.broken(reason: "why"), VolumizerError.unpackingFailed("", reason: "why")),
            (LinuxError.unusable("why"), nil), (CancellationError(), nil),
        ] as [(any Error, VolumizerError?)])
    func failure(cause: any Error, error: VolumizerError?) async throws {
        unpacker.unpacked.answer { _ in throw cause }

        let thrown = await #expect(throws: (any Error).self) { try await images.image(of: archive) }
        if let error {
            #expect("\(try #require(thrown))" == "\(error)".replacing("image  ", with: "image \(archive) "))
        }
        #expect(try names() == [])
        unpacker.unpacked.answer { _ in TreeSize() }
        _ = try await images.image(of: archive)

        #expect(try names().count == 1)
    }

    @Test("with nothing in them, or changed meanwhile, are refused")
    func refused() async throws {
        let archive = archive
        try Files.write([], to: archive, mode: .ownerReadWrite, durably: false)
        await #expect(throws: VolumizerError.imageEmpty(archive)) { try await images.image(of: archive) }

        try Files.write([1], to: archive, mode: .ownerReadWrite, durably: false)
        unpacker.unpacked.answer { _ in
            try Files.overwrite(archive, with: [1, 1])
            return TreeSize()
        }
        await #expect(throws: VolumizerError.imageUnusable(archive, reason: "it was changed while it was unpacked")) {
            try await images.image(of: archive)
        }

        #expect(try names() == [])
    }

    @Test("leave nothing when their task is cancelled")
    func cancelled() async throws {
        let (images, archive) = (images, archive)
        unpacker.unpacked.answer { _ in
            withUnsafeCurrentTask { $0?.cancel() }
            return TreeSize()
        }

        let task = Task { try await images.image(of: archive) }

        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try names() == [])
    }

    @Test("are swept when they are not finished or not used; all that is used in any way stays")
    func sweep() async throws {
        let image = try await images.image(of: archive)
        try Files.write([9], to: archive, mode: .ownerReadWrite, durably: false)
        let unused = try await images.image(of: archive)
        try Files.makeDirectories(folder.path.appending(".new-x").appending("rootfs"), mode: .ownerReadWriteExecute)

        try folder.sweep(keeping: nil)
        #expect(try names().count == 2)
        try folder.sweep(keeping: [image.rootFS, "/elsewhere"])
        #expect(try names() == [image.folder.lastComponent?.string])
        try folder.sweep(keeping: [image.size])
        #expect(try names() == [image.folder.lastComponent?.string])
        try folder.sweep(keeping: [])

        #expect(try names() == [])
        #expect(!Files.exists(unused.folder))
    }
}

import Glibc
import Linux
import OCI
import SystemPackage
import Testing

@testable import Libcontainer

@Suite("Cache of compiled filters")
struct SeccompCacheTests {
    private static let profile = profile(errorNumber: 1)

    private static func profile(errorNumber: UInt32) -> OCISeccomp {
        OCISeccomp(
            defaultAction: .allow, architectures: [],
            rules: [OCISeccomp.Rule(["getpgid"], .error, errorNumber: errorNumber)])
    }

    /// One that no compiler makes: whoever gets it has it from the cache.
    private static let mark = [UInt8](repeating: 6, count: 8)

    /// A cache below a root of its own, which is gone afterwards.
    private func withRoot(_ body: (FilePath) throws -> Void) throws {
        let root = FilePath("/tmp/guardian-seccomp-\(RandomUUID.make())")
        try Files.makeNewDirectory(root, mode: .ownerReadWriteExecute)
        defer {
            do {
                try Files.removeTree(root)
            } catch {
                Issue.record("cannot remove \(root): \(error)")
            }
        }
        try body(root)
    }

    /// Where the only program is.
    private func file(_ root: FilePath) throws -> FilePath {
        let folder = SeccompCache.folder(belowRoot: root)
        return folder.appending(try #require(try Files.entries(of: folder).first))
    }

    /// Puts a program into the cache that shows where it is from.
    private func mark(_ root: FilePath) throws {
        let cache = try #require(SeccompCache(SeccompCache.folder(belowRoot: root)))
        cache.store(Self.mark, for: SeccompKey(Self.profile))
    }

    /// The program for the profile, wherever it is from.
    private func program(_ root: FilePath, _ profile: OCISeccomp = Self.profile) throws -> [UInt8] {
        try SeccompProgram(profile, cache: SeccompCache.folder(belowRoot: root)).filter.program
    }

    @Test("gives what was put in for the same profile, and for no other")
    func hit() throws {
        try withRoot { root in
            try mark(root)

            #expect(try program(root) == Self.mark)
            #expect(try program(root, Self.profile(errorNumber: 2)) != Self.mark)
        }
    }

    @Test("keeps what was made, in a folder and a file that are nobody else's")
    func store() throws {
        try withRoot { root in
            let made = try program(root)

            #expect(try program(root) == made)
            #expect(try program(root) == SeccompCompiler.compile(Self.profile))
            #expect(try FileStatus.of(file(root)).mode.rawValue == 0o600)
            for folder in [root.appending(".cache"), SeccompCache.folder(belowRoot: root)] {
                #expect(try FileStatus.of(folder).mode.rawValue == 0o700)
            }
            let all = SeccompFile.program(in: try Files.read(file(root)), for: SeccompKey(Self.profile))
            #expect(all == made)
        }
    }

    @Test("does not believe a file in which any one byte is another, and puts a good one in its place")
    func tampered() throws {
        try withRoot { root in
            try mark(root)
            let good = try Files.read(file(root))
            let key = SeccompKey(Self.profile)

            for index in good.indices {
                var bad = good
                bad[index] ^= 0x10
                #expect(SeccompFile.program(in: bad, for: key) == nil, "byte \(index)")
            }
            var bad = good
            bad[good.count - 1] ^= 1
            try Files.write(bad, to: file(root), mode: .ownerReadWrite, durably: false)
            let compiled = try SeccompCompiler.compile(Self.profile)
            #expect(try program(root) == compiled)
            #expect(SeccompFile.program(in: try Files.read(file(root)), for: key) == compiled)
        }
    }

    @Test("does not believe a file that ends early or goes on")
    func truncated() throws {
        try withRoot { root in
            try mark(root)
            let good = try Files.read(file(root))
            let key = SeccompKey(Self.profile)

            for count in 0..<good.count {
                #expect(SeccompFile.program(in: [UInt8](good.prefix(count)), for: key) == nil)
            }
            #expect(SeccompFile.program(in: good + [0], for: key) == nil)
            #expect(SeccompFile.program(in: good, for: key) == Self.mark)
        }
    }

    /// What makes a file, or a folder that it is in, somebody else's.
    enum Change: String, CaseIterable, CustomTestStringConvertible {
        case owner, mode, linked, pipe, folderOwner, folderMode, folderLinked, parentMode
        var testDescription: String { rawValue }

        func make(_ file: FilePath) throws {
            let folder = file.removingLastComponent()
            let stranger = FileOwner(user: 65534, group: 65534)
            switch self {
            case .owner: try Files.setOwner(stranger, of: file)
            case .mode: try Files.setMode(FilePermissions(rawValue: 0o620), of: file)
            case .linked: try link(file)
            case .pipe:
                try Files.remove(file)
                _ = mkfifo(file.string, 0o600)
            case .folderOwner: try Files.setOwner(stranger, of: folder)
            case .folderMode: try Files.setMode(FilePermissions(rawValue: 0o777), of: folder)
            case .folderLinked: try link(folder)
            case .parentMode: try Files.setMode(FilePermissions(rawValue: 0o770), of: folder.removingLastComponent())
            }
        }

        private func link(_ path: FilePath) throws {
            try Files.rename(path, to: FilePath(path.string + ".moved"))
            _ = symlink(path.string + ".moved", path.string)
        }
    }

    @Test("does not believe what somebody else owns, may write to, or leads to", arguments: Change.allCases)
    func strangers(change: Change) throws {
        try withRoot { root in
            try mark(root)

            try change.make(file(root))

            #expect(try program(root) == SeccompCompiler.compile(Self.profile))
        }
    }

    @Test("that cannot be is no failure")
    func unusable() throws {
        try withRoot { root in
            try Files.write([], to: root.appending(".cache"), mode: .ownerReadWrite, durably: false)

            #expect(try program(root) == SeccompCompiler.compile(Self.profile))
            #expect(try program(root.appending("missing")) == SeccompCompiler.compile(Self.profile))
        }
    }

    @Test("keeps no more than so many, and the newest of them")
    func bounded() throws {
        try withRoot { root in
            let cache = try #require(SeccompCache(SeccompCache.folder(belowRoot: root)))

            for number in 0..<UInt32(SeccompCache.limit + 10) {
                cache.store(Self.mark, for: SeccompKey(Self.profile(errorNumber: number)))
            }

            #expect(try Files.entries(of: SeccompCache.folder(belowRoot: root)).count == SeccompCache.limit)
            let last = SeccompKey(Self.profile(errorNumber: UInt32(SeccompCache.limit + 9)))
            #expect(cache.program(for: last) == Self.mark)
        }
    }

    @Test("has a whole program at every moment, however many put theirs in")
    func writers() async throws {
        let root = FilePath("/tmp/guardian-seccomp-\(RandomUUID.make())")
        try Files.makeNewDirectory(root, mode: .ownerReadWriteExecute)
        let expected = try SeccompCompiler.compile(Self.profile)

        let programs = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<40 {
                group.addTask { try self.program(root) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(programs == Array(repeating: expected, count: 40))
        #expect(try Files.entries(of: SeccompCache.folder(belowRoot: root)).count == 1)
        try Files.removeTree(root)
    }

    @Test("tells profiles from one another by everything that is in them")
    func keys() {
        var profiles = [Self.profile]
        func add(_ change: (inout OCISeccomp) -> Void) {
            var other = Self.profile
            change(&other)
            profiles.append(other)
        }
        add { $0.defaultAction = .log }
        add { $0.defaultErrorNumber = 1 }
        add { $0.defaultErrorNumber = 0 }
        add { $0.architectures = ["SCMP_ARCH_X86"] }
        add { $0.flags = [] }
        add { $0.flags = ["SECCOMP_FILTER_FLAG_LOG"] }
        add { $0.rules[0].names = ["getpgid", "getsid"] }
        add { $0.rules[0].names = ["getpgidgetsid"] }
        add { $0.rules[0].action = .trap }
        add { $0.rules[0].errorNumber = nil }
        add { $0.rules.append($0.rules[0]) }
        for argument in [
            OCISeccomp.Condition(index: 0, value: 1, comparison: "SCMP_CMP_EQ"),
            .init(index: 1, value: 1, comparison: "SCMP_CMP_EQ"), .init(index: 0, value: 2, comparison: "SCMP_CMP_EQ"),
            .init(index: 0, value: 1, valueTwo: 1, comparison: "SCMP_CMP_EQ"),
            .init(index: 0, value: 1, comparison: "SCMP_CMP_NE"),
        ] {
            add { $0.rules[0].arguments = [argument] }
        }

        let keys = profiles.map { SeccompKey($0) }

        #expect(Set(keys.map(\.bytes)).count == profiles.count)
        #expect(Set(keys.map(\.name)).count == profiles.count)
        #expect(keys.allSatisfy { $0.name.count == 16 })
    }
}

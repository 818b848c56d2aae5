import CGuardian
import Linux
import SystemPackage

/// Notices that the kernel killed processes of the container because memory ran out.
struct MemoryWatch {
    /// Version 1 tells that memory ran out before anybody is killed (mm/memcontrol-v1.c: memcg1_oom_prepare), and nothing
    /// afterwards; so the count is looked at again a few times after each such word, and not otherwise.
    private static let looks: [Int] = [10, 100, 1000]
    /// More than version 2's few lines are.
    private static let longest = 4096

    /// Ready for `signs` when something may have happened; for the poll, and owned by this.
    let descriptor: FileDescriptor
    /// What the poll is to look for.
    let signs: EventPoll.Readiness
    /// Readable when it is time to look again; for the poll, and owned by this. Version 2 needs none.
    let timer: FileDescriptor?
    private let file: FilePath
    private var nextLooks: ArraySlice<Int> = []

    /// Watches a cgroup that is there.
    init(_ cgroup: MemoryCgroup) throws(LinuxError) {
        file = cgroup.file
        let control = cgroup.folder.appending("cgroup.event_control")
        let answer =
            switch cgroup.version {
            case .one: cg_watch_oom_version_one(file.string, control.string)
            case .two: cg_open_counts(file.string)
            }
        descriptor = FileDescriptor(rawValue: try Self.check(answer, file))
        // The file of version 2 is itself what tells.
        signs = cgroup.version == .one ? .readable : .changed
        guard cgroup.version == .one else {
            timer = nil
            return
        }
        do {
            timer = FileDescriptor(rawValue: try Self.check(cg_timer_fd(), file))
        } catch {
            descriptor.closeIgnoringErrors()
            throw error
        }
    }

    /// How many processes were killed so far; nil when the cgroup is gone. With version 2 this takes the word that
    /// something may have happened.
    func kills() throws(LinuxError) -> UInt64? {
        do {
            return Self.kills(in: try timer == nil ? readAgain() : Files.read(file))
        } catch {
            // A file that was opened just before its cgroup was removed answers ENODEV.
            guard error.errno == .noSuchFileOrDirectory || error.errno == .operationNotSupportedByDevice else {
                throw error
            }
            return nil
        }
    }

    /// Through the descriptor that is watched: it tells of changes since it was read itself.
    private func readAgain() throws(LinuxError) -> [UInt8] {
        var answer = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.longest) { buffer, count in
            answer = cg_read_counts(descriptor.rawValue, buffer.baseAddress, Self.longest)
            count = max(answer, 0)
        }
        _ = try Self.check(Int32(answer), file)
        return bytes
    }

    /// `name value` on each line.
    static func kills(in text: [UInt8]) -> UInt64 {
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " "))
            if words.count == 2, words[0].elementsEqual("oom_kill".utf8) {
                return UInt64(String(decoding: words[1], as: UTF8.self)) ?? 0
            }
        }
        return 0
    }

    /// Takes the word that something may have happened; with version 2, `kills` does.
    mutating func noteChange() throws(LinuxError) {
        guard timer != nil else { return }
        while let bytes = try descriptor.readNow(upTo: 4096), !bytes.isEmpty { continue }
        nextLooks = Self.looks[...]
        try setTimer()
    }

    /// Takes the word that it is time to look again.
    mutating func noteTime() throws(LinuxError) {
        while let bytes = try timer?.readNow(upTo: 8), !bytes.isEmpty { continue }
        try setTimer()
    }

    private mutating func setTimer() throws(LinuxError) {
        guard let timer, let milliseconds = nextLooks.popFirst() else { return }
        _ = try Self.check(cg_set_timer(timer.rawValue, milliseconds), file)
    }

    func close() {
        descriptor.closeIgnoringErrors()
        timer?.closeIgnoringErrors()
    }

    private static func check(_ answer: Int32, _ file: FilePath) throws(LinuxError) -> Int32 {
        guard answer < 0 else { return answer }
        throw .failed(operation: "watch", subject: file.string, errno: Errno(rawValue: -answer))
    }
}

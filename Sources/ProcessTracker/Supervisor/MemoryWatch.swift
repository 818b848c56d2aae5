import CGuardian
import Linux
import SystemPackage

/// Notices that the kernel killed processes of the container because memory ran out.
struct MemoryWatch {
    /// Version 1 tells that memory ran out before anybody is killed (mm/memcontrol-v1.c: memcg1_oom_prepare), and nothing
    /// afterwards; so the count is looked at again a few times after each such word, and not otherwise.
    private static let looks: [Int] = [10, 100, 1000]

    /// Readable when something may have happened; for the poll, and owned by this.
    let descriptor: FileDescriptor
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
            case .two: cg_watch_changes(file.string)
            }
        descriptor = FileDescriptor(rawValue: try Self.check(answer, file))
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

    /// How many processes were killed so far; nil when the cgroup is gone.
    func kills() throws(LinuxError) -> UInt64? {
        do {
            return Self.kills(in: try Files.read(file))
        } catch {
            // A file that was opened just before its cgroup was removed answers ENODEV.
            guard error.errno == .noSuchFileOrDirectory || error.errno == .operationNotSupportedByDevice else {
                throw error
            }
            return nil
        }
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

    /// Takes the word that something may have happened.
    mutating func noteChange() throws(LinuxError) {
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

import CGuardian
import Glibc
import Linux
import SystemPackage

extension DeviceProgram {
    /// More programs on one cgroup than the kernel lets be attached.
    private static let most = 64

    /// Puts it in the place of the programs that a cgroup has. At every moment one of them, or both, decide, so that
    /// nothing is open to everybody meanwhile.
    func attach(to path: FilePath) throws(CgroupError) {
        let number = path.withPlatformString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        let cgroup = try Self.check("open", path, number < 0 ? -errno : number)
        defer { close(cgroup) }
        let program = try Self.check(
            "load device program for", path, cg_bpf_load_device_program(instructions, instructions.count))
        defer { close(program) }
        let old = try Self.programs(of: cgroup, path)
        defer { for descriptor in old { close(descriptor) } }
        let replaced: Int32 = old.count == 1 ? old[0] : -1
        try Self.check(
            "attach device program to", path, cg_bpf_attach_device_program(cgroup, program, replaced))
        guard replaced < 0 else { return }
        for descriptor in old {
            try Self.check("detach device program from", path, cg_bpf_detach_device_program(cgroup, descriptor))
        }
    }

    private static func programs(of cgroup: Int32, _ path: FilePath) throws(CgroupError) -> [Int32] {
        var ids = [UInt32](repeating: 0, count: most)
        let count = try check("list device programs of", path, cg_bpf_device_programs(cgroup, &ids, most))
        var opened: [Int32] = []
        do throws(CgroupError) {
            for id in ids.prefix(Int(count)) {
                let descriptor = cg_bpf_open_program(id)
                if descriptor == -ENOENT { continue }
                opened.append(try check("open device program \(id) of", path, descriptor))
            }
        } catch {
            for descriptor in opened { close(descriptor) }
            throw error
        }
        return opened
    }

    @discardableResult
    private static func check(_ operation: String, _ path: FilePath, _ answer: Int32) throws(CgroupError) -> Int32 {
        guard answer < 0 else { return answer }
        throw .system(.failed(operation: operation, subject: path.string, errno: Errno(rawValue: -answer)))
    }
}

import Linux
import SystemPackage

extension Runtime {
    /// The runtime's program, if it works on this host; nil after it was printed why not.
    func usableExecutable() throws -> FilePath? {
        if self == .own { return try BuiltPrograms.path(of: rawValue) }
        guard let executable = Executable.find(rawValue, searchPath: "/usr/local/sbin:/usr/sbin:/usr/bin") else {
            print("skipped: \(rawValue) is not installed")
            return nil
        }
        let controllers: FilePath = "/sys/fs/cgroup/unified/cgroup.controllers"
        if self == .crun, Files.exists(controllers), try Files.read(controllers).contains(where: { $0 != 10 }) {
            print("skipped: crun refuses hosts whose version 2 hierarchy has controllers beside version 1")
            return nil
        }
        return executable
    }
}

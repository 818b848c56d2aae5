import CGuardian
import Glibc
public import SystemPackage

/// What ext4 and XFS count for projects: sets of files that share an id. Needs a file system that was mounted for it
/// (`prjquota`), Linux 5.14 and CAP_SYS_ADMIN; without them everything here is an error.
public enum ProjectQuota {
    /// Makes a folder, which should be empty, belong to a project, as will all that is made in it.
    public static func assign(_ project: UInt32, to folder: FilePath) throws(LinuxError) {
        let file = try Files.open(folder, O_RDONLY | O_DIRECTORY)
        defer { file.closeIgnoringErrors() }
        try SystemCall.check("assign project \(project) to", folder.string, cg_set_project(file.rawValue, project))
    }

    /// What a project has on the file system of `folder`; a project that nobody uses has nothing.
    public static func usage(of project: UInt32, at folder: FilePath) throws(LinuxError) -> TreeSize {
        let file = try Files.open(folder, O_RDONLY | O_DIRECTORY)
        defer { file.closeIgnoringErrors() }
        var usage = cg_project_usage()
        let answer = cg_read_project_usage(file.rawValue, project, &usage)
        if answer == -ENOENT { return TreeSize() }
        try SystemCall.check("read the usage of project \(project) at", folder.string, answer)
        return TreeSize(bytes: usage.bytes, inodes: usage.inodes)
    }
}

import Linux
import RuncCommand
import SystemPackage

extension RuncClient {
    /// A client whose runtimes have `environment` (`NAME=value`) beside what they have by this one. Of several values of
    /// one name the last counts. This client, and others made of it, know nothing of it.
    public func adding(environment added: [String]) -> RuncClient {
        var client = self
        var names: Set<Substring> = []
        // From the end, so that the last value of a name is the one that is kept.
        let kept = (environment + added).reversed().filter { names.insert($0.prefix { $0 != "=" }).inserted }
        client.environment = kept.reversed()
        return client
    }

    /// The runtime's program: a name without a slash is looked for in the folders of `environment`'s PATH. May block.
    func findExecutable() throws(RuncError) -> FilePath {
        let executable = configuration.executable
        guard !executable.string.utf8.contains(UInt8(ascii: "/")) else { return executable }
        let path = environment.first { $0.hasPrefix("PATH=") }?.dropFirst("PATH=".count)
        guard let found = Executable.find(executable.string, searchPath: path.map(String.init)) else {
            throw .launch(executable: executable, .noSuchFileOrDirectory)
        }
        return found
    }

    /// `path` as the runtime has to hear it: relative to where this process is, though the runtime runs elsewhere.
    func absolute(_ path: FilePath) throws(LinuxError) -> FilePath {
        guard workingDirectory != nil, path.isRelative else { return path }
        return try Files.readLink("/proc/self/cwd").pushing(path)
    }
}

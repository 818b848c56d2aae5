import Glibc
import Libcontainer
import Linux
import SystemPackage

// One thread, static: what a program has to be that makes containers with the library. Its arguments are the folder of
// containers, a root, and the path of a cgroup; see `Probe`.
do {
    let words = CommandLine.arguments.map(\.self)
    try Probe(containers: FilePath(words[1]), root: FilePath(words[2]), cgroup: words[3]).run()
} catch {
    Probe.say("error", "\(error)")
    exit(1)
}
exit(0)

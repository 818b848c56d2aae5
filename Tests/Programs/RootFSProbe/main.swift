import Glibc
import Libcontainer
import Linux

// One thread, static: what a runtime's process is when it builds a container's root. Its first argument is a bundle, the
// others say what to do on the way and what to look at in the end; see `Probe`.
do {
    try Probe(CommandLine.arguments.map(\.self)).run()
} catch {
    Probe.say("error", "\(error)")
    exit(1)
}
exit(0)

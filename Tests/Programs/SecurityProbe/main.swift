import Glibc
import Libcontainer

// One thread, static, without Swift concurrency, as a runtime is. It restricts a child as a document says, has it do
// what the other arguments name, and tells by lines `NAME=VALUE` what came of it; the tests judge.
let arguments = CommandLine.arguments.map(\.self)
do {
    switch arguments.count > 2 ? arguments[1] : "" {
    case "apply": try Applying.run(arguments[2], cache: nil, Array(arguments.dropFirst(3)))
    case "notify": try Listening.run(arguments[2])
    case "trace": try Applying.trace(arguments[2], call: arguments[3])
    case "time": try Timing.run(arguments[2], folder: arguments[3])
    case "label": try Labelling.run(profile: arguments[2], label: arguments[3], enabled: arguments[4])
    default: Probe.say("error", "no such scenario")
    }
} catch {
    Probe.say("error", "\(error)")
    exit(1)
}
exit(0)

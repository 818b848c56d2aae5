import Glibc
import Linux
import SystemPackage

// One thread, static, without Swift concurrency, as the programs are that these calls are for. It does what its first
// argument names and tells what it saw by lines `NAME=VALUE`; the tests judge.
let arguments = CommandLine.arguments.map(\.self)
let scenario = arguments.count > 1 ? arguments[1] : ""
do {
    guard let run = Probe.scenarios[scenario] else { throw LinuxError.unusable("no scenario '\(scenario)'") }
    try run(arguments)
} catch {
    Probe.say("error", "\(error)")
    exit(1)
}
exit(0)

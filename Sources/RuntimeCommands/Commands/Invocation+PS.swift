import JSON
import Libcontainer
import Linux
import SystemPackage

extension Invocation {
    /// `ps`
    func ps() throws(CommandError) -> Int32 {
        let container = try container()
        let pids = try command { () throws(LibcontainerError) in try container.processes() }
        switch arguments["format"] ?? "table" {
        case "json":
            let list: JSONValue = pids.isEmpty ? .null : .array(pids.map { .integer($0.rawValue) })
            Output.write(list.encoded() + [UInt8(ascii: "\n")])
        case "table":
            let options = Array(arguments.words.dropFirst())
            let text = try hostProcesses(options.isEmpty ? ["-ef"] : options)
            Output.write(try ProcessTable.rows(of: Set(pids.map(\.rawValue)), in: text))
        default: throw CommandError("invalid format option")
        }
        return 0
    }

    /// What the host's `ps` writes, errors included.
    private func hostProcesses(_ options: [String]) throws(CommandError) -> [UInt8] {
        let (status, text): (ExitStatus?, [UInt8])
        do {
            let program = try Executable.lookUp("ps", searchPath: variable("PATH"))
            (status, text) = try Self.output(of: program, ["ps"] + options, environment)
        } catch {
            throw CommandError("\(error): ")
        }
        guard status == .exited(0) else {
            let reason = status.map { GoText.exit($0) } ?? "exit status unknown"
            throw CommandError("\(reason): \(String(decoding: text, as: UTF8.self))")
        }
        return text
    }

    private static func output(
        of program: FilePath, _ arguments: [String], _ environment: [String]
    ) throws(LinuxError) -> (ExitStatus?, [UInt8]) {
        let pipe = try Pipe.make()
        defer { pipe.read.closeIgnoringErrors() }
        let process: SpawnedProcess
        do {
            defer { pipe.write.closeIgnoringErrors() }
            var request = SpawnRequest(executable: program, arguments: arguments)
            request.environment = environment
            request.descriptors = [nil, pipe.write, pipe.write]
            process = try Spawn.start(request)
        }
        defer { process.pidfd.closeIgnoringErrors() }
        var text: [UInt8] = []
        while let part = try pipe.read.readNow(upTo: 65_536), !part.isEmpty { text += part }
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)])
        return (try PIDDescriptor.reap(process.pidfd), text)
    }
}

import Glibc
import Libcontainer
import Linux
import SystemPackage

extension Invocation {
    /// `spec`
    func spec() throws(CommandError) -> Int32 {
        let name = "config.json"
        if let bundle = arguments["bundle"], !bundle.isEmpty {
            let answer = bundle.withCString { chdir($0) }
            if answer != 0 { throw CommandError("chdir \(bundle): \(GoText.words(Errno(rawValue: errno)))") }
        }
        // A link that leads nowhere is something too: nothing is written through it.
        if Files.exists(FilePath(name)) { throw CommandError("File \(name) exists. Remove it first") }
        let audience: DefaultSpecification.Audience =
            arguments.has("rootless") ? .rootless(user: geteuid(), group: getegid()) : .root
        let text = try command { () throws(LibcontainerError) in
            try DefaultSpecification.text(
                for: audience, hasUnifiedCgroups: DefaultSpecification.hostHasUnifiedCgroups())
        }
        let number = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard number >= 0 else { throw CommandError("open \(name): \(GoText.words(Errno(rawValue: errno)))") }
        let file = FileDescriptor(rawValue: number)
        defer { file.closeIgnoringErrors() }
        do {
            var rest = text[...]
            while let count = try file.writeNow(rest), count < rest.count { rest = rest.dropFirst(count) }
        } catch {
            throw CommandError(.system(error))
        }
        return 0
    }
}

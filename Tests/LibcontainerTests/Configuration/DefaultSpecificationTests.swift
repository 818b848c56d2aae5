import Glibc
import GuardianTestSupport
import JSON
import Libcontainer
import Linux
import OCI
import SystemPackage
import Testing

@Suite("The document that spec writes")
struct DefaultSpecificationTests {
    /// What the installed runc writes; nil, with a word about it, when there is none or a newer one than 1.1.
    private func runcText(_ arguments: [String]) throws -> String? {
        guard let runc = Executable.find("runc", searchPath: "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin") else {
            print("not compared: runc is not installed")
            return nil
        }
        let folder = try TemporaryDirectory("spec")
        var request = SpawnRequest(
            executable: runc, arguments: ["runc", "spec", "--bundle", folder.path.string] + arguments)
        request.environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
        let child = try Spawn.start(request)
        defer { child.pidfd.closeIgnoringErrors() }
        var status: Int32 = 0
        #expect(waitpid(child.pid.rawValue, &status, 0) == child.pid.rawValue)
        try #require(status == 0)
        let text = String(decoding: try Files.read(folder.path.appending("config.json")), as: UTF8.self)
        guard text.contains("\"1.0.2-dev\"") else {
            print("not compared: this runc is not of version 1.1")
            return nil
        }
        return text
    }

    /// Newer runcs name a newer specification, and give processes no ambient capabilities.
    private func modern(_ text: String) -> String {
        let capabilities = ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"].map { "\t\t\t\t\"\($0)\"" }
        let ambient = ",\n\t\t\t\"ambient\": [\n\(capabilities.joined(separator: ",\n"))\n\t\t\t]"
        return text.replacing("\"1.0.2-dev\"", with: "\"1.3.0\"").replacing(ambient, with: "")
    }

    @Test("is runc's, to the byte")
    func root() throws {
        guard let text = try runcText([]) else { return }

        let own = String(decoding: DefaultSpecification.text(), as: UTF8.self)

        #expect(own == modern(text))
        #expect(own != text)
    }

    @Test("is runc's for an ordinary user too")
    func rootless() throws {
        guard let text = try runcText(["--rootless"]) else { return }

        let own = String(
            decoding: DefaultSpecification.text(for: .rootless(user: geteuid(), group: getegid())), as: UTF8.self)

        #expect(own == modern(text))
    }

    @Test("hides the host's cgroups where there is one hierarchy alone")
    func unified() {
        let kinds = DefaultSpecification.document(hasUnifiedCgroups: true).linux.namespaces.map(\.kind)

        #expect(kinds == [.pid, .network, .ipc, .uts, .mount, .cgroup])
    }

    @Test("can be read, translated, and keeps the rules")
    func works() throws {
        for audience in [DefaultSpecification.Audience.root, .rootless(user: 1, group: 2)] {
            let text = DefaultSpecification.text(for: audience)
            let spec = try RuntimeSpec(json: JSONValue(parsing: text))
            #expect(spec == DefaultSpecification.document(for: audience))

            var options = try Samples.options()
            options.isRootlessUser = audience != .root
            try Configuration(spec, options: options).validate(on: FakeHost())
            #expect(try ProcessConfiguration(spec.process).arguments == ["sh"])
        }
    }
}

import Libcontainer
import Linux
import OCI
import SystemPackage
import Testing

@Suite("Preparing what restricts a process")
struct SecurityPreparationTests {
    private func prepare(_ change: (inout RuntimeSpec) -> Void) throws {
        var spec = DefaultSpecification.document()
        change(&spec)
        let options = try Samples.options()
        var security = ProcessSecurity(
            process: try ProcessConfiguration(spec.process), configuration: try Configuration(spec, options: options))
        try security.prepare(cache: nil)
    }

    private func seccomp(_ profile: OCISeccomp) -> SeccompFault? {
        do {
            try prepare { $0.linux.seccomp = profile }
        } catch let error as LibcontainerError {
            if case .security(.seccomp(let fault)) = error { return fault }
        } catch {
            Issue.record("\(error)")
        }
        return nil
    }

    private static func profile(
        _ rule: OCISeccomp.Rule? = nil, byDefault: OCISeccomp.Action = .allow, architectures: [String] = [],
        flags: [String]? = nil
    ) -> OCISeccomp {
        var profile = OCISeccomp(
            defaultAction: byDefault, architectures: architectures, rules: rule.map { [$0] } ?? [])
        profile.flags = flags
        return profile
    }

    @Test(
        "refuses profiles that cannot be, in runc's words",
        arguments: [
            (
                profile(.init(["read"], .error, arguments: [.init(index: 0, value: 1, comparison: "SCMP_CMP_X")])),
                "string SCMP_CMP_X is not a valid operator for seccomp"
            ),
            (
                profile(.init(["read"], .error, arguments: [.init(index: 6, value: 1, comparison: "SCMP_CMP_EQ")])),
                "syscalls only have up to 6 arguments (6 given)"
            ),
            (profile(.init([""], .error)), "empty string is not a valid syscall"),
            (profile(.init(["write"], .notify)), "SCMP_ACT_NOTIFY cannot be used for the write syscall"),
            (profile(.init(["read"], .notify)), "seccomp listenerPath is not set"),
            (profile(byDefault: .notify), "SCMP_ACT_NOTIFY cannot be used as default action"),
            (profile(architectures: ["SCMP_ARCH_OTHER"]), "string SCMP_ARCH_OTHER is not a valid arch for seccomp"),
            (profile(architectures: ["SCMP_ARCH_NATIVE"]), "string SCMP_ARCH_NATIVE is not a valid arch for seccomp"),
            (profile(flags: ["SECCOMP_FILTER_FLAG_X"]), "seccomp flag SECCOMP_FILTER_FLAG_X is not known to runc"),
        ])
    func profiles(profile: OCISeccomp, text: String) {
        #expect(seccomp(profile)?.description == text)
    }

    @Test("refuses what a kernel without AppArmor and SELinux cannot do")
    func labels() throws {
        guard try !AppArmor.isEnabled(), !Files.exists("/sys/fs/selinux/enforce") else {
            return print("skipped: the kernel has AppArmor or SELinux")
        }
        #expect(throws: LibcontainerError.security(.noAppArmor(profile: "web"))) {
            try prepare { $0.process.apparmorProfile = "web" }
        }
        #expect(throws: LibcontainerError.security(.noSELinux(label: "l"))) {
            try prepare { $0.process.selinuxLabel = "l" }
        }
        #expect(throws: LibcontainerError.security(.noSELinux(label: "m"))) {
            try prepare { $0.linux.mountLabel = "m" }
        }
    }

    @Test("refuses to apply what was not prepared")
    func notPrepared() throws {
        let configuration = try Samples.configuration()
        let process = try ProcessConfiguration(DefaultSpecification.document().process)
        let security = ProcessSecurity(process: process, configuration: configuration)

        #expect(throws: LibcontainerError.security(.notPrepared)) { try security.applyUser() }
        #expect(throws: LibcontainerError.security(.notPrepared)) { try security.applyLast() }
        #expect(!security.hasListener)
    }

    @Test("refuses other groups to whoever is not root")
    func rootless() throws {
        var configuration = try Samples.configuration()
        configuration.isRootlessUser = true
        var spec = DefaultSpecification.document()
        spec.process.user.additionalGroups = [5]
        var security = ProcessSecurity(process: try ProcessConfiguration(spec.process), configuration: configuration)

        #expect(throws: LibcontainerError.security(.groupsWithoutRoot)) { try security.prepare(cache: nil) }
    }

    @Test("says when no agent takes the listener")
    func noAgent() throws {
        var configuration = try Samples.configuration()
        configuration.seccomp = Self.profile(.init(["getpgid"], .notify))
        configuration.seccomp?.listenerPath = "/nonexistent/agent"
        let process = try ProcessConfiguration(DefaultSpecification.document().process)
        let security = ProcessSecurity(process: process, configuration: configuration)
        let pipe = try Pipe.make()
        defer {
            pipe.read.closeIgnoringErrors()
            pipe.write.closeIgnoringErrors()
        }
        let pid = try #require(OwnProcess.pid)

        #expect(throws: LibcontainerError.security(.agent(path: "/nonexistent/agent", .noSuchFileOrDirectory))) {
            try security.sendListener(pipe.read, of: pid, state: [UInt8]("{}".utf8))
        }
    }

    @Test("knows every word of the specification that the library knows")
    func words() {
        #expect(SeccompWords.actions.allSatisfy { OCISeccomp.Action(rawValue: $0) != nil })
        #expect(SeccompWords.actions.count == 9)
        #expect(SeccompWords.operators.count == 7)
        #expect(SeccompWords.architectures.contains("SCMP_ARCH_X32"))
        #expect(SeccompWords.supportedFlags == SeccompWords.flags)
        #expect(SeccompWords.libraryVersion.hasPrefix("2."))
    }
}

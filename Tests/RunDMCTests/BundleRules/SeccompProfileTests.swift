import OCI
import Testing

@testable import RunDMC

@Suite("The profile of system calls")
struct SeccompProfileTests {
    @Test("allows ordinary calls, refuses dangerous ones, and does not know new ones")
    func rules() {
        let profile = SeccompProfile.profile(allowsTracing: true)

        #expect(action(of: "read", in: profile) == .allow)
        #expect(action(of: "openat2", in: profile) == .allow)
        #expect(action(of: "ptrace", in: profile) == .allow)
        for name in [
            "mount", "umount2", "unshare", "setns", "pivot_root", "bpf", "keyctl", "io_uring_setup", "kexec_load",
        ] {
            #expect(action(of: name, in: profile) == nil, "\(name)")
        }
        for name in ["rseq", "close_range", "faccessat2", "clone3", "pidfd_open", "epoll_pwait2", "futex_waitv"] {
            #expect(rule(for: name, in: profile)?.errorNumber == 38, "\(name)")
        }
    }

    @Test("refuses tracing where the kernel does not filter traced calls")
    func tracing() {
        #expect(action(of: "ptrace", in: SeccompProfile.profile(allowsTracing: false)) == nil)
    }

    @Test("names no call twice without a condition")
    func unique() {
        let names = SeccompProfile.allowed + SeccompProfile.unknown

        #expect(Set(names).count == names.count)
    }

    @Test("lets clone make no namespace")
    func clone() throws {
        let clone = try #require(rule(for: "clone", in: SeccompProfile.profile(allowsTracing: true)))

        let newNamespaces: [UInt64] = [
            0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000,
        ]
        #expect(clone.arguments.first?.value == newNamespaces.reduce(0, |))
        #expect(clone.arguments.first?.comparison == "SCMP_CMP_MASKED_EQ")
    }

    private func rule(for name: String, in profile: OCISeccomp) -> OCISeccomp.Rule? {
        profile.rules.first { $0.names.contains(name) }
    }

    private func action(of name: String, in profile: OCISeccomp) -> OCISeccomp.Action? {
        rule(for: name, in: profile)?.action
    }
}

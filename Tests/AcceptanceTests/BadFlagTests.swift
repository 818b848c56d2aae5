import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

/// A server that starts wrongly is worse than none: an operator learns at once which flag it is.
@Suite("Flags that make no sense")
struct BadFlagTests {
    private static let long = String(repeating: "x", count: 200)

    /// Flags, and what the complaint must say; it always names the first flag and its value.
    private static let rows: [([String], [String])] = [
        (["--log-level", "loud"], []), (["--bind-ip", "localhost"], ["not an IP address"]),
        (["--bind-port", "65536"], []), (["--bind-port", "http"], []), (["--bind-port=-1"], []),
        (["--bind-socket", "/tmp/\(long)"], []), (["--bind-socket", ""], []),
        (["--bind-socket-mode", "0999"], ["octal"]), (["--bind-socket-owner", "no-such-user"], ["/etc/passwd"]),
        (["--bind-socket-group", "no-such-group"], ["/etc/group"]), (["--allow-uid", "no-such-user"], ["/etc/passwd"]),
        (["--tag", "much-too-long"], []), (["--tag", "a/b"], []), (["--tag", "A"], []),
        (["--read-header-timeout", "5"], []), (["--read-header-timeout=-5s"], []),
        (["--depot", ""], []), (["--depot", "/etc/hostname"], []), (["--depot", "/dev/null/depot"], []),
        (["--device-cgroup-rule", "everything"], ["c 42:* rwm"]),
        (["--device-cgroup-rule", "c x:1 r"], ["c 42:* rwm"]),
        (["--uid-map-start", "4294967295"], []), (["--uid-map-start=-1"], []), (["--uid-map-start", "0"], []),
        (["--uid-map-length", "4294967295"], []), (["--gid-map-start", "4294967295"], []),
        (["--gid-map-start", "x"], []), (["--gid-map-length", "4294967296"], []),
        (["--default-grace-time", "forever"], []), (["--default-grace-time=-1s"], []),
        (["--apparmor", "no-such-profile"], []),
        (["--runtime-plugin", "no-such-runtime"], []), (["--runtime-plugin", ""], []),
        (["--init-bin", "/no/such/init"], []), (["--init-bin", "/etc"], []),
        (["--network-pool", "everywhere"], ["10.254.0.0/22"]), (["--network-pool", "10.0.0.0/31"], []),
        (["--deny-network", "10.0.0.0/33"], ["10.254.0.0/22"]), (["--dns-server", "dns.example"], ["IPv4"]),
        (["--additional-dns-server", "::1"], ["IPv4"]), (["--additional-host-entry", "one\ntwo"], []),
        (["--mtu", "9000"], []), (["--mtu=-1"], []), (["--mtu", "big"], []),
        (["--cpu-quota-per-share", "x"], []), (["--cpu-quota-per-share=-1"], []),
        (["--default-container-blockio-weight", "5"], ["10"]),
        (["--default-container-blockio-weight", "1001"], ["1000"]),
        (["--max-containers=-1"], []), (["--max-containers", "many"], []),
        (["--tcp-keepalive-time", "x"], []), (["--tcp-keepalive-interval=-1"], []),
        (["--tcp-keepalive-probes", "4294967296"], []), (["--tcp-retries1", "x"], []), (["--tcp-retries2", "x"], []),
        (["--no-such-flag"], []),
    ]

    @Test("end the server with a complaint that names flag and value, and nothing is made")
    func refused() async throws {
        let server = try ServerProcess()
        for (flags, words) in Self.rows {
            // A server that starts nevertheless must not be waited for.
            let output = try await server.command(
                "/usr/bin/timeout", ["20", ServerProcess.program("gdn").string, "server"] + server.arguments + flags)

            let complaint = String(decoding: output.standardError, as: UTF8.self)
            let named = flags.flatMap { $0.split(separator: "=", maxSplits: 1).map(String.init) }
            let missing = (named + words).filter { !complaint.contains($0) }
            #expect(
                ![.exited(0), .exited(124)].contains(output.status) && missing == [],
                "\(flags): lacks \(missing): \(complaint)")
            guard Files.exists(server.depot) || Files.exists(server.socket) else { continue }
            Issue.record("\(flags): something was made")
            try await server.cleanUp()
            try Files.removeTree(server.depot)
            try Files.removeTree(server.folder.path.appending("depot.state"))
        }
        #expect(try await Leftovers(of: server).found() == [])
    }
}

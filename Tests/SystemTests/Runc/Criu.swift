import Linux
import LinuxAsync
import SystemPackage

/// criu(8), without which no runtime saves a container.
enum Criu {
    /// Whether it works on this host; if not, why is printed.
    static func works() async throws -> Bool {
        guard let criu = Executable.find("criu", searchPath: "/usr/local/sbin:/usr/sbin:/usr/bin") else {
            print("skipped: criu is not installed")
            return false
        }
        var request = SpawnRequest(executable: criu, arguments: ["criu", "check"])
        request.environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
        let output = try await CapturedCommand(request).run(on: .start())
        if output.status == .exited(0) { return true }
        print("skipped: criu check: \(String(decoding: output.standardError, as: UTF8.self))")
        return false
    }
}

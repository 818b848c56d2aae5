import GuardianTestSupport
import Linux
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("What a runtime finds around it", .timeLimit(.minutes(10)))
struct RuncClientEnvironmentTests {
    @Test("a name is looked for in the folders of the environment's PATH")
    func search() async throws {
        let runtime = try await ScriptRuntime("exit 0")
        var client = runtime.client
        client.configuration.executable = "runtime"
        client.environment = ["PATH=/nonexistent:\(runtime.folder.path):/usr/bin:/bin"]

        try await client.delete(runtime.id)
    }

    @Test("a name that is in none of them is no program")
    func notFound() async throws {
        let runtime = try await ScriptRuntime("exit 0")
        var client = runtime.client
        client.configuration.executable = "runtime"
        client.environment = ["PATH=/nonexistent"]

        let error = RuncError.launch(executable: "runtime", .noSuchFileOrDirectory)
        await #expect(throws: error) { try await client.delete(runtime.id) }
        #expect(try Files.entries(of: runtime.folder.path) == ["runtime"])
    }

    @Test("a working folder that is not there is no fault of the program")
    func missingFolder() async throws {
        let runtime = try await ScriptRuntime("exit 0")
        var client = runtime.client
        client.workingDirectory = "/nonexistent"

        let error = await #expect(throws: RuncError.self) { try await client.delete(runtime.id) }

        #expect(error?.description.hasPrefix("enter /nonexistent for ") == true)
    }

    @Test("the last value of a name counts, and no other client has it")
    func adding() throws {
        var client = RuncClient(RuncConfiguration(executable: "/x"), system: try ScriptRuntime.system.get())
        client.environment = ["A=1", "B=2"]

        let first = client.adding(environment: ["A=3", "C=4", "C=5"])
        let second = client.adding(environment: ["D=6"]).adding(environment: ["D=7"])

        #expect(client.environment == ["A=1", "B=2"])
        #expect(first.environment == ["B=2", "A=3", "C=5"])
        #expect(second.environment == ["A=1", "B=2", "D=7"])
    }

    @Test("a pid file is meant from where this process is", arguments: [nil, "/usr" as FilePath?])
    func pidFile(folder: FilePath?) async throws {
        let monitor = FakeMonitor()
        var client = try await ScriptRuntime("", monitor: monitor).client
        client.configuration.executable = "/x/runc"
        client.temporaryFolder = "/tmp"
        client.workingDirectory = folder
        var options = CreateOptions()
        options.pidFile = "some/pid"
        let here = try Files.readLink("/proc/self/cwd")

        try await client.create(ContainerID(escaping: "c1"), bundle: "b", options: options)

        let request = try #require(monitor.ran.calls.first)
        #expect(request.value(of: "--pid-file") == (folder == nil ? "some/pid" : "\(here)/some/pid"))
        #expect(request.value(of: "--bundle") == "b")
        #expect(request.workingDirectory == folder)
    }
}

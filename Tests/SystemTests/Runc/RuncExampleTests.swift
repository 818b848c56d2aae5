import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("The example in Runc's documentation")
struct RuncExampleTests {
    @Test("does what it says", arguments: Runtime.allCases)
    func example(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            let configuration = sandbox.client.configuration

            let text = try await runExample(
                configuration.executable, root: try #require(configuration.root), bundle: sandbox.bundle, id: sandbox.id
            )

            #expect(text.hasPrefix("hello from "))
            #expect(text.hasSuffix("\nexit status 42, 1 process left"))
        }
    }
}

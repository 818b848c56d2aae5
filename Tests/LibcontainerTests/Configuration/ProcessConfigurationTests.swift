import JSON
import Libcontainer
import Linux
import OCI
import Testing

@Suite("A process")
struct ProcessConfigurationTests {
    private static func process(_ change: (inout OCIProcess) -> Void) -> OCIProcess {
        var process = OCIProcess()
        process.arguments = ["true"]
        change(&process)
        return process
    }

    @Test("has all that its document says")
    func everything() throws {
        let process = try ProcessConfiguration(Samples.fullSpec().process)

        #expect(process.arguments == ["/bin/sh", "-c", "true"])
        #expect(process.environment == ["PATH=/bin", "A=c"])
        #expect(process.workingDirectory == "/work")
        #expect(process.user.additionalGroups == [5, 6])
        #expect(process.user.umask == 18)
        #expect(process.hasTerminal)
        #expect(process.consoleSize == OCIConsoleSize(height: 24, width: 80))
        #expect(process.capabilities?.ambient == ["CAP_KILL"])
        #expect(process.resourceLimits.map(\.hard) == [.max])
        #expect(process.noNewPrivileges)
        #expect(process.apparmorProfile == "garden")
        #expect(process.label == "system_u:system_r:svirt_t:s0")
        #expect(process.oomScoreAdjustment == 100)
        #expect(process.scheduler?.period == 30)
        #expect(process.ioPriority == IOPriority(.bestEffort, level: 4))
        #expect(process.cpuAffinity?.final?.description == "1,3")
    }

    @Test("has its variables once, where they are set last")
    func environment() throws {
        let process = Self.process { $0.environment = ["A=1", "B=", "A=2=3", "C=4", "B=5"] }

        #expect(try ProcessConfiguration(process).environment == ["A=2=3", "C=4", "B=5"])
    }

    @Test("has variables that differ in their bytes alone")
    func normalForms() throws {
        let variables = ["E\u{301}=1", "\u{C9}=2", "A=\u{301}"]
        let process = Self.process { $0.environment = variables }

        let kept = try ProcessConfiguration(process).environment

        #expect(kept.map { Array($0.utf8) } == variables.map { Array($0.utf8) })
    }

    private typealias Refusal = (change: @Sendable (inout OCIProcess) -> Void, text: String)

    private static let refusals: [Refusal] = [
        ({ $0.workingDirectory = "" }, "Cwd property must not be empty"),
        ({ $0.workingDirectory = "a" }, "Cwd must be an absolute path"),
        ({ $0.arguments = [] }, "args must not be empty"),
        ({ $0.arguments = ["a\u{0}b"] }, "process args or cwd contain null byte"),
        ({ $0.workingDirectory = "/a\u{0}" }, "process args or cwd contain null byte"),
        ({ $0.environment = ["A"] }, "invalid environment variable: missing '='"),
        ({ $0.environment = ["=a"] }, "invalid environment variable: name cannot be empty"),
        ({ $0.environment = ["A=\u{0}"] }, "invalid environment variable \"A\": contains nul byte (\\x00)"),
        ({ $0.resourceLimits = [.init(type: "RLIMIT_X", soft: 1, hard: 1)] }, "wrong rlimit value: RLIMIT_X"),
        ({ $0.scheduler = withFlag() }, "invalid scheduler flag: X"),
        ({ $0.cpuAffinity = affinity("3-1") }, "bad CPUAffinity.initial: invalid list \"3-1\""),
    ]

    @Test("is refused when it could never run", arguments: refusals.indices)
    func refusal(index: Int) {
        let (change, text) = Self.refusals[index]
        let error = #expect(throws: LibcontainerError.self) { try ProcessConfiguration(Self.process(change)) }

        #expect(error?.description == text)
    }

    private static func withFlag() -> OCIScheduler {
        var scheduler = OCIScheduler(policy: "SCHED_OTHER")
        scheduler.flags = ["X"]
        return scheduler
    }

    private static func affinity(_ initial: String) -> OCICPUAffinity {
        var affinity = OCICPUAffinity()
        affinity.initial = initial
        return affinity
    }

    @Test("is needed")
    func missing() {
        let error = #expect(throws: LibcontainerError.self) { try ProcessConfiguration(nil) }

        #expect(error?.description == "process property must not be empty")
    }

    @Test("is missing in a document without one, and its directory in one that does not say")
    func documentWithout() throws {
        #expect(try !RuntimeSpec(json: ["ociVersion": "1"]).hasProcess)
        let spec = try RuntimeSpec(json: ["ociVersion": "1", "process": ["args": ["a"]]])

        #expect(spec.hasProcess)
        #expect(spec.process.workingDirectory.isEmpty)
    }
}

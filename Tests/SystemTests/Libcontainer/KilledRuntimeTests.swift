import Cgroups
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@Suite("Our own runtime, killed half-way")
struct KilledRuntimeTests {
    /// Where a call hangs, because a hook does.
    struct Stage: Sendable, CustomTestStringConvertible {
        let command: [String]
        let hook: String
        /// What is done before.
        var before: [[String]] = []

        var testDescription: String { "\(command.joined(separator: " ")) in \(hook)" }
    }

    @Test(
        "leaves what a forced delete removes, wherever it was",
        arguments: [
            Stage(command: ["create", "c"], hook: "prestart"), Stage(command: ["create", "c"], hook: "createRuntime"),
            Stage(command: ["create", "c"], hook: "createContainer"),
            Stage(command: ["run", "c"], hook: "createRuntime"),
            Stage(command: ["run", "c"], hook: "createContainer"),
            Stage(command: ["run", "c"], hook: "startContainer"),
            Stage(command: ["run", "-d", "c"], hook: "poststart"), Stage(command: ["run", "c"], hook: "poststart"),
            Stage(command: ["start", "c"], hook: "poststart", before: [["create", "c"]]),
            Stage(command: ["delete", "-f", "c"], hook: "poststop", before: [["run", "-d", "c"]]),
        ], [true, false])
    func stages(stage: Stage, hasOwnNumbers: Bool) throws {
        try OwnRuntime.use { (runtime) throws in
            // Where the hook can reach it, inside and outside.
            let place = runtime.bundle.appending("rootfs").appending("tmp")
            let inside = stage.hook == "startContainer" ? "/tmp" : place.string
            let hook =
                #"{"path":"/bin/sh","args":["sh","-c","touch \#(inside)/here; exec sleep 1000"],"env":["PATH=/bin"]}"#
            let namespaces = hasOwnNumbers ? "" : #","linux":{"namespaces!":[{"type":"mount"}]}"#
            try runtime.write(patch: #"{"hooks":{"\#(stage.hook)":[\#(hook)]}\#(namespaces)}"#)
            for call in stage.before { #expect(try runtime(call).status == 0) }
            let watch = try NewNames.watch(place)
            defer { watch.closeIgnoringErrors() }

            let (process, files) = try runtime.start(stage.command)
            defer { process.pidfd.closeIgnoringErrors() }
            let ready = try DescriptorPoll.wait([DescriptorPoll.Entry(watch), DescriptorPoll.Entry(process.pidfd)])
            let said = String(decoding: try Files.read(files.errors), as: UTF8.self)
            #expect(!ready[0].isEmpty, "\(said)")
            try runtime.kill(process)

            try runtime.write { _ in }
            try runtime.expectCleanDeletion("c", "\(stage)")
            try runtime.expectUsableName()
        }
    }

    @Test("while somebody enters leaves nobody inside")
    func entering() throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)
            let tree = try CgroupTree(runtime.cgroup + "/c", in: .detect())
            try tree.freezeCompletely()
            let (process, _) = try runtime.start(["exec", "--ignore-paused", "c", "/bin/sleep", "1000"])
            defer { process.pidfd.closeIgnoringErrors() }
            // It cannot come to an end while its child is frozen.
            while try tree.processes().count < 2 {
                _ = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)], milliseconds: 1)
            }
            try runtime.kill(process)

            try runtime.expectCleanDeletion()
            try runtime.expectUsableName()
        }
    }

    @Test("leaves what a forced delete removes, at any moment")
    func moments() throws {
        var random = SplitMix64(seed: 6)
        try OwnRuntime.use { (runtime) throws in
            for round in 0..<50 {
                let command = [
                    ["create", "c"], ["run", "-d", "c"], ["run", "c"], ["start", "c"], ["delete", "-f", "c"],
                ][round % 5]
                let hasUsers = round % 2 == 1
                try runtime.write(patch: hasUsers ? Document.withUsers() : "{}")
                if command[0] == "start" { #expect(try runtime("create", "c").status == 0) }
                if command[0] == "delete" { #expect(try runtime("run", "-d", "c").status == 0) }

                let (process, _) = try runtime.start(command)
                defer { process.pidfd.closeIgnoringErrors() }
                let moment = Int32.random(in: 0...60, using: &random)
                _ = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)], milliseconds: moment)
                try runtime.kill(process)

                try runtime.expectCleanDeletion("c", "\(command) after \(moment) ms")
            }
            try runtime.expectUsableName()
        }
    }

    @Test("while it enters leaves a container that goes on", arguments: 0..<10)
    func enteringAtAnyMoment(round: Int) throws {
        var random = SplitMix64(seed: UInt64(round))
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)

            let (process, _) = try runtime.start(["exec", "c", "/bin/sleep", "1000"])
            defer { process.pidfd.closeIgnoringErrors() }
            let moment = Int32.random(in: 0...40, using: &random)
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)], milliseconds: moment)
            try runtime.kill(process)

            #expect(try runtime("exec", "c", "/bin/true").status == 0)
            try runtime.expectCleanDeletion()
        }
    }
}

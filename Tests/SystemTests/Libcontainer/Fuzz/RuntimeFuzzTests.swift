import GuardianTestSupport
import JSON
import Linux
import SystemPackage
import Testing

@Suite("Damaged documents and command lines", .serialized, .timeLimit(.minutes(3 + FuzzRun.runtime.cases.count / 200)))
struct RuntimeFuzzTests {
    private let run = FuzzRun.runtime

    @Test("end our own runtime in an orderly way, and leave nothing behind")
    func orderly() throws {
        let ground = try FuzzGround()
        var successes = 0
        let result = Result {
            for number in run.cases where try tryOne(number, ground) { successes += 1 }
        }
        try ground.remove()
        try result.get()
        // Damage that lets nothing through shows nothing.
        #expect(successes >= run.cases.count / 10)
    }

    /// - Returns: whether all went well in spite of the damage.
    private func tryOne(_ number: Int, _ ground: FuzzGround) throws -> Bool {
        var random = run.random(number)
        let id = "c\(number)"
        let answers: [FuzzGround.Answer]
        switch random.below(10) {
        case 0...4: answers = try runs(&random, ground, id)
        case 5, 6: answers = try lives(&random, ground, id)
        case 7: answers = try enters(&random, ground)
        default: answers = try calls(&random, ground, id)
        }
        let repetition = Comment(rawValue: run.repetition(number))
        for answer in answers { judge(answer, repetition) }
        let left = try ground.left(of: id)
        let told = answers.map { "\($0.status.map { "\($0)" } ?? "out of time"): \($0.errors)" }
        #expect(left == [], "\(repetition) \(told)")
        if !left.isEmpty || answers.contains(where: { $0.status == nil }) { try ground.restore() }
        return answers.allSatisfy { $0.status == .exited(0) }
    }

    private func judge(_ answer: FuzzGround.Answer, _ repetition: Comment) {
        guard case .exited? = answer.status else {
            let end = answer.status.map { "\($0)" } ?? "out of time"
            Issue.record("\(end), \(repetition): \(answer.errors)")
            return
        }
        for sign in ["Fatal error", "crashed", "Backtrace", "ended before it was ready"] {
            #expect(!answer.errors.contains(sign), repetition)
        }
    }

    /// A container from its beginning to its end.
    private func runs(_ random: inout SplitMix64, _ ground: FuzzGround, _ id: String) throws -> [FuzzGround.Answer] {
        try ground.write(configuration(&random, ground), "bundle/config.json")
        return [try ground.call("run", "--bundle", "\(ground.folder)/bundle", id)]
    }

    /// The same, step by step.
    private func lives(_ random: inout SplitMix64, _ ground: FuzzGround, _ id: String) throws -> [FuzzGround.Answer] {
        try ground.write(configuration(&random, ground), "bundle/config.json")
        var answers = [try ground.call("create", "--bundle", "\(ground.folder)/bundle", id)]
        guard answers[0].status == .exited(0) else { return answers }
        if random.oneIn(2) { answers.append(try ground.call("start", id)) }
        answers.append(try ground.call("delete", "--force", id))
        return answers
    }

    /// A process in a container that runs.
    private func enters(_ random: inout SplitMix64, _ ground: FuzzGround) throws -> [FuzzGround.Answer] {
        let process = try JSONValue(parsing: FuzzDocument.process)
        try ground.write(damaged(process, &random, ground), "process.json")
        return [try ground.call("exec", "--process", "\(ground.folder)/process.json", FuzzGround.standing)]
    }

    /// Any command.
    private func calls(_ random: inout SplitMix64, _ ground: FuzzGround, _ id: String) throws -> [FuzzGround.Answer] {
        try ground.write(Array(FuzzDocument.configuration.utf8), "bundle/config.json")
        let line = FuzzCommandLine(root: "\(ground.folder)/root", bundle: "\(ground.folder)/bundle", id: id)
        var answers = [try ground.call(line.damaged(&random))]
        // What has begun to run is right to be there.
        if ground.has(id) { answers.append(try ground.call("delete", "--force", id)) }
        try ground.empty("scratch")
        return answers
    }

    private func configuration(_ random: inout SplitMix64, _ ground: FuzzGround) throws -> [UInt8] {
        var document = try JSONValue(parsing: FuzzDocument.configuration).object ?? JSONObject()
        var linux = document["linux"]?.object ?? JSONObject()
        linux["cgroupsPath"] = .string(ground.guardian.cgroup + "/c")
        let extras = try JSONValue(parsing: FuzzDocument.extras).object?.members ?? []
        if random.oneIn(4) { for member in extras { linux[member.key] = member.value } }
        for name in ["seccomp", "resources", "devices"] where random.oneIn(4) { linux[name] = nil }
        document["linux"] = .object(linux)
        return try damaged(.object(document), &random, ground)
    }

    private func damaged(_ document: JSONValue, _ random: inout SplitMix64, _ ground: FuzzGround) throws -> [UInt8] {
        let harmless = ground.guardian.harmless(random.mutation(of: document, texts: FuzzDocument.texts))
        guard random.oneIn(6) else { return harmless.encoded() }
        let bytes = random.damage(harmless.encoded())
        do {
            let parsed = try JSONValue(parsing: bytes)
            let guarded = ground.guardian.harmless(parsed)
            // Names that are there twice are kept where nothing has to be taken out.
            return guarded == parsed ? bytes : guarded.encoded()
        } catch {
            return bytes
        }
    }
}

extension FuzzRun {
    /// Each case of these takes some twenty milliseconds.
    fileprivate static var runtime: FuzzRun { FuzzRun("RUNTIME_FUZZ", cases: 500) }
}

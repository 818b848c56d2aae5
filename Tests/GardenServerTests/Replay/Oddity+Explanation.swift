import Garden
import GuardianTestSupport
import JSON

extension Oddity {
    /// Whether a server that does better in this point differs in this way, and only in this way.
    func explains(_ difference: Difference) -> Bool {
        switch (self, difference) {
        case (.hijackClaimsChunks, .answer(_, let recorded?, let ours?)):
            recorded.body == .stream && ours.body == .stream && recorded.status == ours.status && recorded.closes
                && !ours.closes && ours.hasLength
        case (.inputLoopEndsWithInput, .destroyTimes(let recorded, let ours)):
            recorded.count == ours.count && zip(recorded, ours).allSatisfy { $0 > $1 }
        case (.inputLoopDiesOfTheUnknown, .calls(.inputEnd, _, let added)): added.isEmpty
        case (.inputLoopDiesOfTheUnknown, .calls(.signal, let missing, let added)):
            missing.isEmpty && added == [BackendCall(.signal, 1)]
        case (.outputIsCountedInWrites, .output(_, let recorded, let ours)):
            ours.count > recorded.count && ours.starts(with: recorded)
        case (.failedWriteLosesOutput, .output(_, let recorded, let ours)):
            ours.count > recorded.count && ours.suffix(recorded.count).elementsEqual(recorded)
        case (.graceTimeZeroDestroys, .calls(.destroy, let missing, let added)): missing.count == 1 && added.isEmpty
        case (.graceTimeZeroDestroys, .destroyTimes(let recorded, let ours)): recorded.count == 1 && ours.isEmpty
        case (.graceTimeHidesFailure, .answer(_, let recorded?, let ours?)):
            recorded.isSuccess && ours.status == 500 && ours.errorType == ""
        case (.formsOverridePathAndEatBodies, _): explainsForm(difference)
        case (.plusInPathIsSpace, .calls(_, let missing, let added)):
            Self.explainsPlus(missing, added)
        case (.namesAreNotChecked, _): explainsRefusedName(difference)
        case (.everyFailureIs500AndSomeAreText, .answer(_, let recorded?, let ours?)):
            Self.explainsFailure(recorded, ours)
        default: false
        }
    }

    /// Both are failures of the same kind; ours tells it with an error object, and perhaps another status or text.
    private static func explainsFailure(_ recorded: RecordedResponse, _ ours: RecordedResponse) -> Bool {
        guard let type = ours.errorType, (400..<600).contains(ours.status), ours.hasLength,
            ours.allowedMethods == recorded.allowedMethods
        else { return false }
        guard !recorded.isSuccess, recorded.closes == ours.closes || recorded.errorType == nil else { return false }
        guard let recordedType = recorded.errorType else { return type.isEmpty }
        // What the backend said must arrive as it is; only decoders have texts of their own.
        let isDecoder = recordedType.isEmpty && ours.status == 400
        return recordedType == type && (isDecoder || recorded.json == ours.json)
    }

    private static func explainsPlus(_ missing: [BackendCall], _ added: [BackendCall]) -> Bool {
        func name(_ call: BackendCall) -> String { call.argument.string ?? "" }
        let corrupted = missing.filter { name($0).contains(" ") }
        let intact = added.filter { name($0).contains("+") }
        return !added.isEmpty && intact.count == added.count && corrupted.count == intact.count
            && zip(corrupted, intact).allSatisfy { name($0) == name($1).replacing("+", with: " ") }
    }

    /// A name that nothing can have is refused where the original asks its backend.
    private func explainsRefusedName(_ difference: Difference) -> Bool {
        switch difference {
        case .answer(_, let recorded?, let ours?):
            if recorded.isSuccess, ours.isSuccess { return ours.json?.tellsOnlyOfRefusedNames ?? false }
            return ours.status == 404 && ours.errorType == "ContainerNotFoundError"
                && ((try? Handle(ours.json?["Handle"]?.string ?? "")) == nil)
        case .calls(.bulkInfo, let missing, let added):
            return zip(missing, added).allSatisfy { pair in
                let names = (pair.0.argument.array ?? []).compactMap(\.string)
                return JSONValue.strings(names.filter { (try? Handle($0)) != nil }) == pair.1.argument
            } && missing.count == added.count
        case .calls(_, let missing, let added):
            return added.isEmpty && missing.allSatisfy { (try? Handle($0.argument.string ?? "")) == nil }
        default: return false
        }
    }

    private func explainsForm(_ difference: Difference) -> Bool {
        switch difference {
        case .answer(_, let recorded?, let ours?):
            let isEaten = recorded.status == 500 && recorded.json?["Message"]?.string == "EOF"
            return isEaten && (ours.isSuccess || ours.status == 400)
        case .calls(.lookup, let missing, let added):
            return missing.allSatisfy { $0.argument == "from-body" }
                && added.allSatisfy { $0.argument == "from-path" || $0.argument == "some-handle" }
        case .calls(.stop, let missing, let added): return missing.isEmpty && added.count == 1
        default: return false
        }
    }
}

extension JSONValue {
    /// Whether it is a bulk answer about nothing but names that no container can have.
    fileprivate var tellsOnlyOfRefusedNames: Bool {
        guard let members = object?.members, !members.isEmpty else { return false }
        return members.allSatisfy { member in
            (try? Handle(member.key)) == nil && member.value["Err"]?["Type"] == "ContainerNotFoundError"
        }
    }
}

import Garden

@testable import GardenServer

/// What the processes of a `FuzzBackend` share.
struct FuzzProcessLife: Sendable {
    /// How many processes somebody still refers to.
    let living = Monitor(0)
    /// Whether those that are stuck are killed.
    let isOver = Monitor(false)
}

/// A process whose conduct follows from a number.
final class FuzzProcess: Garden.Process {
    /// What it does.
    enum Conduct: Int, CaseIterable {
        case exitsAtOnce
        case echoesUntilEndOfInput
        case runsUntilSignalled
        case runsUntilDetached
        case cannotBeWaitedFor
        case refusesInput
        /// What it was sent counts also without its client, so the call is over only when it dies.
        case neverReadsInput
        case writesMuch
    }

    private struct State: Sendable {
        var output: [[UInt8]] = []
        var isDetached = false
        var ending: Result<Int32, GardenError>?
    }

    let id: ProcessID
    private let conduct: Conduct
    private let state = Monitor(State())
    private let life: FuzzProcessLife

    /// A process that counts itself in `life` while it is referred to.
    init(_ number: Int, id: ProcessID, life: FuzzProcessLife) {
        self.id = id
        self.life = life
        conduct = Conduct.allCases[number % Conduct.allCases.count]
        life.living.change { $0 += 1 }
        state.change { state in
            state.output = [Array("out \(number)".utf8)]
            if conduct == .writesMuch {
                state.output += Array(repeating: Array(repeating: 0x78, count: 3000), count: 8)
            }
            switch conduct {
            case .exitsAtOnce, .writesMuch: state.ending = .success(Int32(number % 256))
            case .cannotBeWaitedFor: state.ending = .failure(.failed("the tracker is gone"))
            default: break
            }
        }
    }

    deinit { life.living.change { $0 -= 1 } }

    var standardOutput: any ProcessOutput { Output(process: self, isError: false) }
    var standardError: any ProcessOutput { Output(process: self, isError: true) }

    func writeStandardInput(_ bytes: [UInt8]) async throws {
        switch conduct {
        case .echoesUntilEndOfInput: state.change { if $0.ending == nil { $0.output.append(bytes) } }
        case .refusesInput: throw GardenError.failed("broken pipe")
        case .neverReadsInput:
            _ = await life.isOver.wait { $0 ? true : nil }
            end(128 + 9)
        default: break
        }
    }

    func closeStandardInput() async {
        if conduct == .echoesUntilEndOfInput { end(0) }
    }

    func wait() async throws -> Int32 {
        guard let ending = await state.wait(for: { $0.ending }) else { throw CancellationError() }
        return try ending.get()
    }

    func signal(_ signal: ProcessSignal) async throws {
        if conduct == .runsUntilSignalled || signal == .kill { end(128 + (signal == .kill ? 9 : 15)) }
    }

    func resize(to size: WindowSize) async throws {
        if conduct == .refusesInput { throw GardenError.failed("no terminal") }
    }

    func detach() async { state.change { $0.isDetached = true } }

    private func end(_ status: Int32) {
        state.change { if $0.ending == nil { $0.ending = .success(status) } }
    }

    private struct Output: ProcessOutput {
        let process: FuzzProcess
        let isError: Bool

        func read() async throws -> [UInt8] {
            let bytes: [UInt8]? = await process.state.wait { state in
                if !isError, !state.output.isEmpty { return state.output.removeFirst() }
                return state.ending != nil || state.isDetached ? [] : nil
            }
            guard let bytes else { throw CancellationError() }
            return bytes
        }
    }
}

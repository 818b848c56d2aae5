import Garden

@testable import GardenServer

/// A process whose conduct follows from a number. It never outlives those who hold its streams.
final class FuzzProcess: Garden.Process {
    /// What it does.
    enum Conduct: Int, CaseIterable {
        case exitsAtOnce
        case echoesUntilEndOfInput
        case runsUntilSignalled
        case runsUntilDetached
        case cannotBeWaitedFor
        case refusesInput
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
    private let living: Monitor<Int>

    /// A process that counts itself in `living` while it is referred to.
    init(_ number: Int, id: ProcessID, living: Monitor<Int>) {
        self.id = id
        self.living = living
        conduct = Conduct.allCases[number % Conduct.allCases.count]
        living.change { $0 += 1 }
        state.change { state in
            state.output = [Array("out \(number)".utf8)]
            if conduct == .writesMuch { state.output += Array(repeating: Array(repeating: 0x78, count: 3000), count: 8) }
            switch conduct {
            case .exitsAtOnce, .writesMuch: state.ending = .success(Int32(number % 256))
            case .cannotBeWaitedFor: state.ending = .failure(.failed("the tracker is gone"))
            default: break
            }
        }
    }

    deinit { living.change { $0 -= 1 } }

    var standardOutput: any ProcessOutput { Output(process: self, isError: false) }
    var standardError: any ProcessOutput { Output(process: self, isError: true) }

    func writeStandardInput(_ bytes: [UInt8]) async throws {
        switch conduct {
        case .echoesUntilEndOfInput: state.change { if $0.ending == nil { $0.output.append(bytes) } }
        case .refusesInput: throw GardenError.failed("broken pipe")
        case .neverReadsInput: _ = await state.wait { $0.isDetached || $0.ending != nil ? true : nil }
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

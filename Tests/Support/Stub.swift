import Synchronization

/// One stubbed function: it answers as told and remembers its arguments.
public final class Stub<Input: Sendable, Output: Sendable>: Sendable {
    private struct State: Sendable {
        var calls: [Input] = []
        var answer: @Sendable (Input) async throws -> Output
    }

    private let state: Mutex<State>

    /// A function that answers with `answer` until told otherwise.
    public init(_ answer: @escaping @Sendable (Input) async throws -> Output) {
        state = Mutex(State(answer: answer))
    }

    /// The arguments of every call so far, in order.
    public var calls: [Input] { state.withLock { $0.calls } }

    /// From now on answers with `answer`.
    public func answer(_ answer: @escaping @Sendable (Input) async throws -> Output) {
        state.withLock { $0.answer = answer }
    }

    /// Remembers `input` and answers.
    public func callAsFunction(_ input: Input) async throws -> Output {
        let answer = state.withLock { state in
            state.calls.append(input)
            return state.answer
        }
        return try await answer(input)
    }
}

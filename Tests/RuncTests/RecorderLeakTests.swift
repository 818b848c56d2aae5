import Testing

@Suite("What calls leave behind in the process that makes them", .serialized)
struct RecorderLeakTests {
    @Test("is nothing: no descriptor, no child and no file, after 200 calls of every kind and with every end")
    func nothing() async {
        // A process of its own: other tests open descriptors and start children meanwhile.
        await #expect(processExitsWith: .success) {
            try await RecorderLeakProbe(runtime: RecorderRuntime()).run(calls: 200)
        }
    }
}

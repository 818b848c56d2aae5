import Linux
import SystemPackage

/// Where a process that becomes a container's says how far it has come, a line each, for those who look for faults.
struct ProgressNotes {
    /// Nil: nobody wants to know.
    let descriptor: FileDescriptor?

    /// Says it; a reader that is gone or slow is not waited for.
    func say(_ text: @autoclosure () -> String) {
        guard let descriptor else { return }
        // What is not heard is not missed.
        _ = try? descriptor.writeNow(Array((text() + "\n").utf8)[...])
    }
}

import Linux
import SystemPackage

/// What the tracker has to do next, in the order given.
enum TrackerAction: Hashable, Sendable {
    /// Sends a message; with `started` go the process's streams. A connection that is gone is no error.
    case send(TrackerMessage, to: ConnectionID)
    /// Ends a connection once what was sent is delivered.
    case disconnect(ConnectionID)
    /// Closes a descriptor that came with a request that was refused.
    case close(FileDescriptor)
    /// Prepares and starts a call; then tells the state about it, or what came of it.
    case start(RuntimeCall)
    /// Finds out what came of a call whose runtime ended like this; then tells the state.
    case examine(RuntimeCall, ExitStatus)
    /// Takes back what was prepared for a process that does not run.
    case discard(ProcessName)
    /// Records the end of a process durably, and closes its streams.
    case recordExit(ProcessName, ExitStatus, outOfMemory: Bool = false)
    /// Records the end of the container's init durably.
    case recordInitExit(ExitStatus, outOfMemory: Bool = false)
    /// Records durably how many processes were killed because memory ran out.
    case recordMemoryKills(UInt64)
    /// Removes the folder of a process that has ended, if it still is this one's.
    case forget(ProcessName, PID)
    /// Sends a signal to a child that was not reaped yet.
    case signal(PID, Signal)
    /// Closes the tracker's end of a process's standard input.
    case closeStandardInput(ProcessName)
    /// Ends the tracker.
    case end
}

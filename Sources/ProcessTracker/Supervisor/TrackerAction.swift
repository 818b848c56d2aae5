import Linux
import SystemPackage

/// What the tracker has to do next, in the order given.
enum TrackerAction: Hashable, Sendable {
    /// Sends a message; with `started` go the process's streams, with `attached` where its input is written. A connection
    /// that is gone is no error.
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
    /// From now on looks after the streams of a process that runs; both outputs are held, or none.
    case keepStreams(ProcessName, isHeld: Bool)
    /// Leaves an output alone from now on, and sends `opened` with it.
    case open(TrackerRequest.Number, ProcessName, OutputKind, to: ConnectionID)
    /// Drains an output that nobody has any more; then tells the state whether there is something of it.
    case release(ProcessName, OutputKind)
    /// Gives up the output of a process that nobody has read. Whoever still writes does not wait for that.
    case stopKeeping(ProcessName)
    /// Closes all streams of a process that has ended.
    case closeStreams(ProcessName)
    /// Changes the size of a process's terminal, if it has one.
    case resize(ProcessName, TerminalSize)
    /// Records the end of a process, and ends its streams: what it wrote can be read when this is done. Then tells
    /// the state whether there is something of its output.
    case recordExit(ProcessName, ExitStatus, outOfMemory: Bool = false)
    /// Records the end of the container's init.
    case recordInitExit(ExitStatus, outOfMemory: Bool = false)
    /// Records how many processes were killed because memory ran out.
    case recordMemoryKills(UInt64)
    /// Removes the folder of a process that has ended, if it still is this one's.
    case forget(ProcessName, PID)
    /// Sends a signal to a child that was not reaped yet, and to its process group if it leads one.
    case signal(PID, Signal)
    /// Closes the tracker's end of a process's standard input.
    case closeStandardInput(ProcessName)
    /// Ends the tracker.
    case end
}

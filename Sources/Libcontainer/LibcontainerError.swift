public import Cgroups
public import JSON
public import Linux
public import OCI
public import SystemPackage

/// Why something about containers failed. Texts marked verbatim are runc's, which callers compare.
public enum LibcontainerError: Error, Hashable, Sendable {
    // Names.
    /// An id with characters that none can have.
    case invalidContainerID(String)
    /// No id.
    case emptyContainerID
    /// Somebody else has the id.
    case containerExists
    /// Nobody has the id.
    case containerNotFound

    // States.
    /// It was started before.
    case alreadyRunning
    /// It ended before it was started.
    case startStopped
    /// It has to be stopped for that.
    case notStopped(id: String, status: ContainerStatus)
    /// It has to run for that.
    case notRunning
    /// It has to be paused for that.
    case notPaused
    /// Nothing can enter it now.
    case execInPaused
    /// Nothing can enter it any more.
    case execInStopped
    /// Init was killed and is still there.
    case initStillRunning
    /// Init ended before it was ready.
    case initGone
    /// The runtime could not go back to its own namespaces from those that a container is made in. The program must end.
    case namespacesLost(LinuxError)
    /// A process said, before it ran its program, why it cannot.
    case initFailed(String)
    /// A process said something that it should not have, or not then.
    case unexpectedMessage
    /// A process could not be started; the text says why.
    case startFailed(String)
    /// Memory ran out before init was ready.
    case initOutOfMemory
    /// Others live in the cgroup.
    case cgroupNotEmpty(processes: Int)
    /// A limit needs a cgroup, and there is no right to make one.
    case limitWithoutCgroup(controller: String)
    /// The cgroup would freeze init.
    case cgroupFrozen

    // Files.
    /// The bundle has no document.
    case specificationMissing(name: String)
    /// A file is not JSON.
    case notJSON(path: String, JSONError)
    /// A document is not what the specification describes.
    case specification(OCIError)
    /// A container's state file is not what one holds.
    case malformedState(path: String, field: String)

    // What is asked for.
    /// The configuration cannot be.
    case configuration(ConfigurationFault)
    /// The process cannot be.
    case process(ProcessFault)
    /// There is no such program.
    case executableNotFound(String)
    /// The program is a folder.
    case executableIsDirectory(String)
    /// The process cannot begin in this folder.
    case workingDirectory(String, Errno)
    /// Nobody would read the terminal.
    case terminalWithoutSocket
    /// There would be no terminal to send.
    case socketWithoutTerminal
    /// Whoever is to get a descriptor does not take what was sent before.
    case receiverBusy(String)
    /// Not there yet.
    case unsupported(String)

    // What restricts and accompanies a process.
    /// The process cannot be restricted as the configuration says.
    case security(SecurityFault)
    /// A program of the hooks failed.
    case hook(HookFault)
    /// Programs that run when all is removed failed.
    case lastHooks([HookFault])

    // The kernel.
    /// A system call failed.
    case system(LinuxError)
    /// Something about cgroups failed.
    case cgroup(CgroupError)
    /// The container's root could not be made.
    case rootFS(RootFSFault)
}

extension LibcontainerError: CustomStringConvertible {
    /// One sentence with the values in it.
    public var description: String {
        switch self {
        case .invalidContainerID: "invalid container ID format"  // verbatim
        case .emptyContainerID: "container id cannot be empty"  // verbatim
        case .containerExists: "container with given ID already exists"  // verbatim
        case .containerNotFound: "container does not exist"  // verbatim
        case .specificationMissing(let name): "JSON specification file \(name) not found"  // verbatim
        case .notJSON(let path, let error): "\(path): \(error)"
        case .specification(let error): "\(error)"
        case .malformedState(let path, let field): "\(path): '\(field)' is missing or not of the type that it should be"
        case .configuration(let fault): "\(fault)"
        case .process(let fault): "\(fault)"
        case .executableNotFound(let name): "exec: \"\(name)\": executable file not found in $PATH"  // verbatim
        case .executableIsDirectory(let name): "exec: \"\(name)\": is a directory"  // verbatim
        case .workingDirectory(let path, let error):  // verbatim
            "chdir to cwd (\"\(path)\") set in config.json failed: \(error.description.lowercased())"
        case .terminalWithoutSocket:  // verbatim
            "cannot allocate tty if runc will detach without setting console socket"
        case .socketWithoutTerminal:  // verbatim
            "cannot use console socket if runc will not detach or allocate tty"
        case .receiverBusy(let what): "the socket for the \(what) is full"
        case .unsupported(let what): "\(what) is not supported yet"
        case .security(let fault): "\(fault)"
        case .hook(let fault): "\(fault)"
        case .lastHooks(let faults): faults.map(\.description).joined(separator: "; ")
        case .system(let error): "\(error)"
        case .cgroup(let error): "\(error)"
        case .rootFS(let fault): "\(fault)"
        default: stateText
        }
    }

    private var stateText: String {
        switch self {
        case .alreadyRunning: "cannot start an already running container"  // verbatim
        case .startStopped: "cannot start a container that has stopped"  // verbatim
        case .notStopped(let id, let status):  // verbatim
            "cannot delete container \(id) that is not stopped: \(status.rawValue)"
        case .notRunning: "container not running"  // verbatim
        case .notPaused: "container not paused"  // verbatim
        case .execInPaused:  // verbatim
            "cannot exec in a paused container (use --ignore-paused to override)"
        case .execInStopped: "cannot exec in a stopped container"  // verbatim
        case .initStillRunning: "container init still running"  // verbatim
        case .namespacesLost(let error): "cannot go back to the runtime's own namespaces: \(error)"
        case .initGone: "container init ended before it was ready"
        case .initFailed(let reason): "error during container init: \(reason)"  // verbatim
        case .unexpectedMessage: "the container's process said something unexpected"
        case .startFailed(let reason): "unable to start container process: \(reason)"  // verbatim
        case .initOutOfMemory: "container init was OOM-killed (memory limit too low?)"  // verbatim
        case .cgroupNotEmpty(let processes):  // verbatim
            "container's cgroup is not empty: \(processes) process(es) found"
        case .limitWithoutCgroup(let controller):  // verbatim
            "cannot set \(controller) limit: container could not join or create cgroup"
        case .cgroupFrozen: "container's cgroup unexpectedly frozen"  // verbatim
        default: "unknown error"
        }
    }
}

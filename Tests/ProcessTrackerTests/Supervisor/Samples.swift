import Linux
import RuncCommand
import SystemPackage

@testable import ProcessTracker

func pid(_ number: Int32) -> PID {
    guard let pid = PID(rawValue: number) else { preconditionFailure("\(number) is no pid") }
    return pid
}

func named(_ text: String) -> ProcessName {
    guard let name = ProcessName(text) else { preconditionFailure("\(text) is no name") }
    return name
}

extension CreateRequest {
    static let sample = CreateRequest(
        runtime: RuncConfiguration(executable: "/runc"), container: ContainerID(escaping: "c"), bundle: "/b")
}

extension RunRequest {
    static func sample(_ text: String) -> RunRequest {
        RunRequest(
            runtime: RuncConfiguration(executable: "/runc"), container: ContainerID(escaping: "c"), name: named(text),
            owner: .root, process: FileDescriptor(rawValue: 100))
    }
}

extension ConnectionID {
    static let first = ConnectionID(number: 1)
    static let second = ConnectionID(number: 2)
}

import ArgumentParser
import Garden
import GardenClient
import JSON

struct CreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Makes a container and prints its handle.")

    @OptionGroup var client: ClientOptions
    @OptionGroup var container: ContainerOptions

    func run() async throws {
        print(try await client.backend.create(container.spec))
    }
}

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Prints the handles of all containers, one a line.")

    @OptionGroup var client: ClientOptions

    @Flag(help: "Show containers that are half made or half destroyed, too.")
    var all = false

    @Option(parsing: .singleValue, help: ArgumentHelp("Only those with this property.", valueName: "key=value"))
    var property: [KeyValue] = []

    func run() async throws {
        var filter = PropertyFilter(Dictionary(property.map { ($0.key, $0.value) }) { _, last in last })
        if all { filter.properties["garden.state"] = "all" }
        for handle in try await client.backend.containers(matching: filter).map(\.value).sorted() { print(handle) }
    }
}

struct InfoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Prints what is known about a container.")

    @OptionGroup var client: ClientOptions

    @Argument(help: "The container.")
    var handle: String

    func run() async throws {
        let info = try await client.backend.container(Handle(handle)).info()
        let lines = [
            ("state", info.state.rawValue), ("events", info.events.joined(separator: ", ")),
            ("address", info.containerIP), ("gateway", info.hostIP), ("external address", info.externalIP),
            ("folder", info.containerPath), ("processes", info.processIDs.joined(separator: ", ")),
        ]
        for (name, value) in lines where !value.isEmpty { print("\(name): \(value)") }
        for port in info.mappedPorts { print("port: \(port.hostPort) -> \(port.containerPort)") }
        for (key, value) in info.properties.sorted(by: { $0.key < $1.key }) { print("property: \(key)=\(value)") }
    }
}

struct DestroyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy", abstract: "Destroys containers with everything in them.")

    @OptionGroup var client: ClientOptions

    @Argument(help: "The containers.")
    var handles: [String]

    func run() async throws {
        for handle in handles { try await client.backend.destroy(Handle(handle)) }
    }
}

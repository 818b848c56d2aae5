import ArgumentParser
import Garden

/// What a new container is to be.
struct ContainerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A folder on the server's host to use as image; by default the server's.", valueName: "dir"))
    var image = ""

    @Option(help: ArgumentHelp("The container's name; by default the server makes one.", valueName: "name"))
    var handle = ""

    @Flag(help: "Make root inside root of the host.")
    var privileged = false

    @Option(
        name: .shortAndLong, parsing: .singleValue,
        help: ArgumentHelp("A variable for all its processes.", valueName: "NAME=value"))
    var env: [String] = []

    @Option(help: ArgumentHelp("The subnet or address it is to have.", valueName: "a.b.c.d/n"))
    var network = ""

    @Option(parsing: .singleValue, help: ArgumentHelp("Text to keep with it.", valueName: "key=value"))
    var property: [KeyValue] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Show a file or folder of the host inside; :rw lets it be written.", valueName: "from:to[:rw]"))
    var mount: [MountArgument] = []

    @Option(help: ArgumentHelp("Most memory, bytes, or with k, m, g.", valueName: "size"))
    var memory: ByteSize?

    @Option(help: ArgumentHelp("Most processes and threads.", valueName: "count"))
    var pids: UInt64 = 0

    @Option(help: ArgumentHelp("Processor time relative to other containers; 1024 is usual.", valueName: "shares"))
    var cpuShares: UInt64 = 0

    @Option(
        help: ArgumentHelp(
            "How long it may be unused before it is destroyed; 0: the server's default.", valueName: "duration"))
    var graceTime = GoDuration(.zero)

    var spec: ContainerSpec {
        var spec = ContainerSpec(handle: handle)
        spec.image.uri = image
        spec.privileged = privileged
        spec.graceTime = graceTime.duration
        spec.environment = env
        spec.network = network
        spec.properties = Dictionary(property.map { ($0.key, $0.value) }) { _, last in last }
        spec.bindMounts = mount.map(\.mount)
        spec.limits.memory.limitInBytes = memory?.bytes ?? 0
        spec.limits.pids.max = pids
        spec.limits.cpu.weight = cpuShares
        return spec
    }
}

/// `key=value`.
struct KeyValue: ExpressibleByArgument {
    let key: String
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        key = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}

/// `from:to`, `from:to:ro` or `from:to:rw`.
struct MountArgument: ExpressibleByArgument {
    let mount: BindMount

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), parts[0].hasPrefix("/"), parts[1].hasPrefix("/") else { return nil }
        switch parts.dropFirst(2).first {
        case nil, "ro": mount = BindMount(source: parts[0], destination: parts[1])
        case "rw": mount = BindMount(source: parts[0], destination: parts[1], mode: .readWrite)
        default: return nil
        }
    }
}

/// A number of bytes: `1048576`, `1024k`, `1m`.
struct ByteSize: ExpressibleByArgument {
    let bytes: UInt64

    init?(argument: String) {
        let shifts: [Character: UInt64] = ["k": 10, "m": 20, "g": 30]
        let shift = argument.last.flatMap { shifts[Character($0.lowercased())] }
        guard let number = UInt64(shift == nil ? argument[...] : argument.dropLast()) else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << (shift ?? 0))
        guard !overflow else { return nil }
        self.bytes = bytes
    }
}

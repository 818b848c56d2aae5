public import JSON

/// A process as the runtime specification describes it: a container's first, or one for `exec --process`.
public struct OCIProcess: Sendable, Hashable {
    /// Whether it gets a terminal.
    public var terminal = false
    /// The terminal's first size; nil: as the kernel makes it.
    public var consoleSize: OCIConsoleSize?
    /// Who it runs as, by the container's ids.
    public var user = OCIUser()
    /// The program and its arguments.
    public var arguments: [String] = []
    /// `NAME=value`.
    public var environment: [String] = []
    /// Its working directory, absolute; empty in a document that does not say.
    public var workingDirectory = "/"
    /// Its capabilities; nil: none.
    public var capabilities: OCICapabilities?
    /// Its resource limits.
    public var resourceLimits: [OCIResourceLimit] = []
    /// Whether neither it nor its children can gain privileges.
    public var noNewPrivileges = false
    /// Its AppArmor profile.
    public var apparmorProfile: String?
    /// What the kernel adds to its badness when memory is out (proc(5), oom_score_adj); nil: as whoever starts it has it.
    public var oomScoreAdjustment: Int?
    /// How it is scheduled; nil: as whoever starts it.
    public var scheduler: OCIScheduler?
    /// Its SELinux context.
    public var selinuxLabel: String?
    /// Its turn at block devices; nil: as whoever starts it.
    public var ioPriority: OCIIOPriority?
    /// The processors that a process which enters a running container may use.
    public var cpuAffinity: OCICPUAffinity?
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A process of root without arguments.
    public init() {}

    /// Reads a process file.
    public init(json: JSONValue) throws(OCIError) { try self.init(json: json, at: "process") }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        terminal = try reader.bool("terminal") ?? false
        consoleSize = try reader.take("consoleSize", OCIConsoleSize.init(json:at:))
        user = try reader.take("user", OCIUser.init(json:at:)) ?? OCIUser()
        arguments = try reader.strings("args") ?? []
        environment = try reader.strings("env") ?? []
        workingDirectory = try reader.string("cwd") ?? ""
        capabilities = try reader.take("capabilities", OCICapabilities.init(json:at:))
        resourceLimits = try reader.array("rlimits", OCIResourceLimit.init(json:at:)) ?? []
        noNewPrivileges = try reader.bool("noNewPrivileges") ?? false
        apparmorProfile = try reader.string("apparmorProfile")
        oomScoreAdjustment = try reader.integer("oomScoreAdj")
        scheduler = try reader.take("scheduler", OCIScheduler.init(json:at:))
        selinuxLabel = try reader.string("selinuxLabel")
        ioPriority = try reader.take("ioPriority", OCIIOPriority.init(json:at:))
        cpuAffinity = try reader.take("execCPUAffinity", OCICPUAffinity.init(json:at:))
        others = reader.rest
    }

    /// The text of a process file.
    public var json: JSONValue {
        var object = JSONObject()
        object.add([
            "terminal": terminal ? true : nil,
            "consoleSize": consoleSize?.json,
            "user": user.json,
            "args": .strings(arguments),
            "env": environment.isEmpty ? nil : .strings(environment),
            "cwd": .string(workingDirectory),
            "capabilities": capabilities?.json,
            "rlimits": resourceLimits.isEmpty ? nil : .array(resourceLimits.map(\.json)),
            "noNewPrivileges": noNewPrivileges ? true : nil,
            "apparmorProfile": apparmorProfile.map(JSONValue.string),
            "oomScoreAdj": oomScoreAdjustment.map { .integer($0) },
            "scheduler": scheduler?.json,
            "selinuxLabel": selinuxLabel.map(JSONValue.string),
            "ioPriority": ioPriority?.json,
            "execCPUAffinity": cpuAffinity?.json,
        ])
        object.keep(others)
        return .object(object)
    }
}

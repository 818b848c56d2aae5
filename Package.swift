// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target: Swift 6, warnings are errors, and the language's coming defaults.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let strictC: [CSetting] = [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]

let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let nio: [Target.Dependency] = ["NIOCore", "NIOPosix"].map { .product(name: $0, package: "swift-nio") }
let nioHTTP = nio + [.product(name: "NIOHTTP1", package: "swift-nio")]

/// What ends up in the small programs has every function in a section of its own, so that the linker can leave out what
/// nobody calls and place the rest: the memory of such a program is the pages of its code that it has touched.
let compact: [SwiftSetting] = [
    .unsafeFlags(
        ["-Osize", "-Xfrontend", "-function-sections", "-Xfrontend", "-disable-reflection-metadata"],
        .when(configuration: .release))
]

/// A Swift module in Sources. Who may import whom is ci/imports.table's business, which is stricter than this.
func module(_ name: String, _ dependencies: [Target.Dependency], isCompact: Bool = false) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict + (isCompact ? compact : []))
}

/// Tests in Tests.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies + ["GuardianTestSupport"], swiftSettings: strict)
}

/// Small programs are static: they start in half a millisecond, and all copies share their memory.
let smallProgram = ["-static-executable", "-Xlinker", "--gc-sections"]

/// The runtime begins before its C library does (Sources/gdn-runc/entry.c).
/// What it calls every day stands together in it, as ci/order has found.
let runtimeProgram = [
    "-use-ld=lld", "-Xlinker", "--entry=guardian_entry", "-Xlinker",
    "--symbol-ordering-file=\(Context.packageDirectory)/Sources/gdn-runc/order.txt", "-Xlinker",
    "--no-warn-symbol-ordering",
]

/// Not even a C library: its own entry point and raw system calls.
let freestanding = smallProgram + ["-nostartfiles", "-Xclang-linker", "-nostdlib", "-Xlinker", "--strip-all"]

/// Static-safe modules: no Foundation, no concurrency, no logging.
let staticSafe: [Target] = [
    .target(name: "CGuardian", cSettings: strictC),
    .systemLibrary(name: "CNetlink", pkgConfig: "libnl-route-3.0"),
    .systemLibrary(name: "CNftables", pkgConfig: "libnftables"),
    // Without pkg-config, which names libraries that a tar archive does not need.
    .systemLibrary(name: "CArchive"),
    .systemLibrary(name: "CSeccomp"),
    module("Linux", ["CGuardian", systemPackage], isCompact: true),
    module("JSON", [], isCompact: true),
    module("OCI", ["JSON"], isCompact: true),
    module("Cgroups", ["CGuardian", "Linux", "OCI", systemPackage], isCompact: true),
    module("Netlink", ["CGuardian", "CNetlink", "Linux", systemPackage]),
    module("RuncCommand", ["OCI", "JSON", "Linux", systemPackage]),
    module("Archives", ["CGuardian", "CArchive", "Linux", "JSON", systemPackage]),
    module(
        "Libcontainer", ["CGuardian", "CSeccomp", "OCI", "JSON", "Linux", "Cgroups", systemPackage], isCompact: true),
    module("RuntimeCommands", ["CGuardian", "Libcontainer", "OCI", "JSON", "Linux", systemPackage], isCompact: true),
    module("ProcessTracker", ["CGuardian", "Linux", "JSON", "RuncCommand", systemPackage]),
]

/// Modules of the server and of its clients.
let serverSide: [Target] = [
    module("Garden", []),
    module("LinuxAsync", ["Linux", systemPackage]),
    module("GardenWire", ["Garden", "JSON"]),
    module("Runc", ["RuncCommand", "LinuxAsync", "Linux", "OCI", "JSON", systemPackage]),
    module("TrackerClient", ["ProcessTracker", "LinuxAsync", "Linux", "JSON", "RuncCommand", systemPackage]),
    module("Guardian", ["Garden", "JSON", "Linux", "LinuxAsync", logging, systemPackage]),
    module(
        "RunDMC",
        [
            "Guardian", "Garden", "OCI", "JSON", "Linux", "LinuxAsync", "Runc", "RuncCommand", "TrackerClient",
            "ProcessTracker", "Cgroups", logging, systemPackage,
        ]),
    module(
        "Networker",
        ["Guardian", "Garden", "JSON", "Netlink", "Linux", "LinuxAsync", "CNftables", logging, systemPackage]),
    module("Volumizer", ["Guardian", "Garden", "JSON", "Linux", "LinuxAsync", logging, systemPackage]),
    module("GardenServer", ["Garden", "GardenWire", "JSON", logging] + nioHTTP),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
    module("GardenClient", ["Garden", "GardenWire", "CZlib"] + nio),
]

let programs: [Target] = [
    .executableTarget(
        name: "gdn",
        dependencies: [
            "Guardian", "Garden", "RunDMC", "Networker", "Volumizer", "GardenServer", "GardenClient", "LinuxAsync",
            "Linux", "JSON", "OCI", "Cgroups", "Netlink", "RuncCommand", logging, argumentParser, systemPackage,
        ],
        swiftSettings: strict),
    .executableTarget(
        name: "gdn-tracker", dependencies: ["ProcessTracker"], cSettings: strictC,
        linkerSettings: [.unsafeFlags(smallProgram)]),
    .executableTarget(
        name: "gdn-tar", dependencies: ["Archives"], cSettings: strictC,
        linkerSettings: [
            .unsafeFlags(smallProgram), .linkedLibrary("zstd"), .linkedLibrary("z"), .linkedLibrary("acl"),
        ]),
    .executableTarget(
        name: "gdn-runc", dependencies: ["RuntimeCommands"], exclude: ["order.txt"],
        // Nothing of the C library can be called where it has not begun.
        cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror", "-ffreestanding", "-fno-stack-protector"])],
        linkerSettings: [.unsafeFlags(smallProgram + runtimeProgram)]),
    .executableTarget(name: "gdn-init", cSettings: strictC, linkerSettings: [.unsafeFlags(freestanding)]),
]

/// Programs that tests start, and do not depend on either.
let testPrograms: [Target] = [
    .executableTarget(
        name: "SystemCallProbe", dependencies: ["Linux", systemPackage], path: "Tests/Programs/SystemCallProbe",
        swiftSettings: strict, linkerSettings: [.unsafeFlags(smallProgram)]),
    .target(name: "CProbe", path: "Tests/Programs/CProbe", cSettings: strictC),
    .executableTarget(
        name: "SecurityProbe",
        dependencies: ["CProbe", "CSeccomp", "Libcontainer", "Linux", "OCI", "JSON", systemPackage],
        path: "Tests/Programs/SecurityProbe", swiftSettings: strict, linkerSettings: [.unsafeFlags(smallProgram)]),
    .executableTarget(
        name: "RootFSProbe", dependencies: ["Libcontainer", "OCI", "JSON", "Linux", systemPackage],
        path: "Tests/Programs/RootFSProbe", swiftSettings: strict, linkerSettings: [.unsafeFlags(smallProgram)]),
    .executableTarget(
        name: "LibraryProbe", dependencies: ["Libcontainer", "OCI", "Linux", systemPackage],
        path: "Tests/Programs/LibraryProbe", swiftSettings: strict, linkerSettings: [.unsafeFlags(smallProgram)]),
]

/// Measuring programs, for ci/bench only.
let benchmarks: [Target] = [
    .executableTarget(
        name: "WireBenchmark", dependencies: ["GardenServer", "Garden", "Linux", logging, systemPackage],
        path: "Benchmarks/WireBenchmark", swiftSettings: strict),
    .executableTarget(
        name: "ContainerBenchmark",
        dependencies: ["GardenClient", "Garden", "RuncCommand", "LinuxAsync", "Linux", "JSON", systemPackage],
        path: "Benchmarks/ContainerBenchmark", swiftSettings: strict),
    .executableTarget(
        name: "RuntimeBenchmark", dependencies: ["CSeccomp", "JSON", "Libcontainer", "OCI", "Linux", systemPackage],
        path: "Benchmarks/RuntimeBenchmark", swiftSettings: strict),
    .executableTarget(
        name: "RuntimeCall", path: "Benchmarks/RuntimeCall", cSettings: strictC,
        linkerSettings: [.unsafeFlags(smallProgram)]),
    .executableTarget(
        name: "FunctionTrace", path: "Benchmarks/FunctionTrace", cSettings: strictC,
        linkerSettings: [.unsafeFlags(smallProgram)]),
]

/// No test depends on a static program: it would inherit the linker's flag and not link.
let testTargets: [Target] = [
    .target(
        name: "GuardianTestSupport",
        dependencies: ["Guardian", "Garden", "JSON", "Linux", "LinuxAsync", systemPackage], path: "Tests/Support",
        swiftSettings: strict),
    // A runtime that writes down how it is called. Tests find it beside the test bundle.
    .executableTarget(name: "runc-recorder", path: "Tests/Recorder", cSettings: strictC),
    tests("JSONTests", ["JSON"]),
    tests("OCITests", ["OCI", "JSON"]),
    tests("GardenTests", ["Garden"]),
    tests("LinuxTests", ["Linux", systemPackage]),
    tests("LinuxAsyncTests", ["LinuxAsync", "Linux", systemPackage]),
    tests("CgroupsTests", ["Cgroups", "Linux", "OCI", systemPackage]),
    tests("NetlinkTests", ["Netlink", "Linux", systemPackage]),
    tests("RuncCommandTests", ["RuncCommand", "OCI", "JSON", "Linux", systemPackage]),
    tests("ProcessTrackerTests", ["ProcessTracker", "Linux", "JSON", "RuncCommand", systemPackage]),
    tests(
        "LibcontainerTests", ["Libcontainer", "OCI", "JSON", "Linux", "Cgroups", systemPackage]),
    tests("RuntimeCommandsTests", ["RuntimeCommands", "Libcontainer", "OCI", "JSON", "Linux", systemPackage]),
    tests("ArchivesTests", ["Archives", "CGuardian", "Linux", "JSON", systemPackage]),
    tests("GardenWireTests", ["GardenWire", "Garden", "JSON"]),
    tests(
        "GardenServerTests",
        [
            "GardenServer", "GardenClient", "GardenWire", "Garden", "JSON", "Linux", "LinuxAsync", logging,
            systemPackage,
        ] + nioHTTP),
    tests("GardenClientTests", ["GardenClient", "GardenWire", "Garden", "JSON"] + nioHTTP),
    tests(
        "TrackerClientTests",
        ["TrackerClient", "ProcessTracker", "LinuxAsync", "Linux", "JSON", "RuncCommand", systemPackage]),
    tests("RuncTests", ["Runc", "RuncCommand", "LinuxAsync", "Linux", "OCI", "JSON", systemPackage]),
    tests("GuardianTests", ["Guardian", "Garden", "JSON", "Linux", "LinuxAsync", logging, systemPackage]),
    tests(
        "RunDMCTests",
        ["RunDMC", "Guardian", "Garden", "Cgroups", "OCI", "JSON", "Linux", "LinuxAsync", systemPackage]),
    tests(
        "NetworkerTests",
        ["Networker", "Guardian", "Garden", "JSON", "Linux", "LinuxAsync", "Netlink", logging, systemPackage]),
    tests(
        "VolumizerTests", ["Volumizer", "Guardian", "Garden", "JSON", "Linux", "LinuxAsync", logging, systemPackage]),
    tests(
        "SystemTests",
        [
            "RunDMC", "Networker", "Volumizer", "Guardian", "Garden", "JSON", "Linux", "LinuxAsync", "Netlink",
            "Cgroups", "Runc", "RuncCommand", "TrackerClient", "ProcessTracker", "OCI", logging, systemPackage,
        ]),
    tests("GdnTests", ["gdn", "GardenServer", "Cgroups", "Volumizer", "Linux", argumentParser, systemPackage]),
    tests(
        "AcceptanceTests",
        ["GardenClient", "GardenWire", "Garden", "JSON", "Linux", "LinuxAsync", "Cgroups", systemPackage] + nio),
]

let package = Package(
    name: "guardian",
    products: [
        .executable(name: "gdn", targets: ["gdn"]),
        .library(name: "GardenClient", targets: ["GardenClient"]),
        // With the modules whose types its calls take and return: whoever uses it imports them too.
        .library(name: "Libcontainer", targets: ["Libcontainer", "Cgroups", "OCI", "JSON", "Linux"]),
        .library(name: "Runc", targets: ["Runc", "RuncCommand", "LinuxAsync", "OCI", "JSON", "Linux"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.8.0"),
    ],
    targets: staticSafe + serverSide + programs + testPrograms + benchmarks + testTargets
)

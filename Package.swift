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
let package = Package(
    name: "guardian",
    targets: [.target(name: "JSON", swiftSettings: strict), .target(name: "Garden", swiftSettings: strict)]
)

import Garden
import SystemPackage

/// Whether a bind mount makes sense by itself, before anybody looks at the files.
enum BindMountCheck {
    /// Bytes, with the NUL at its end not counted (PATH_MAX, limits.h).
    private static let longest = 4095

    /// Files of /proc that are shown for what they are: runtimes mount nothing else there, because a process inside
    /// could then be shown a false /proc (CVE-2019-19921).
    private static let replaceable: Set<FilePath> = [
        "/proc/cpuinfo", "/proc/diskstats", "/proc/meminfo", "/proc/stat", "/proc/swaps", "/proc/uptime",
        "/proc/loadavg", "/proc/slabinfo", "/proc/net/dev",
    ]

    /// - Throws: `GardenError.invalidRequest`, with the path in it.
    static func check(_ mount: BindMount) throws(GardenError) {
        if let fault = fault(of: mount.source) { throw refusal("source", mount.source, fault) }
        if let fault = fault(of: mount.destination) ?? destinationFault(mount.destination) {
            throw refusal("destination", mount.destination, fault)
        }
    }

    private static func fault(of path: String) -> String? {
        // First: a NUL would end the path for all that looks at it.
        if path.utf8.contains(0) { return "it holds a NUL byte" }
        if !path.hasPrefix("/") { return "it is not absolute" }
        return path.utf8.count > longest ? "it is longer than \(longest) bytes" : nil
    }

    private static func destinationFault(_ text: String) -> String? {
        let path = FilePath(text)
        if path.components.contains(where: { $0.kind == .parentDirectory }) { return "it holds '..'" }
        let place = path.lexicallyNormalized()
        if place == "/" { return "it is the root file system itself" }
        if place == "/sys" { return "it is the kernel's" }
        return place.starts(with: "/proc") && !replaceable.contains(place) ? "it is the kernel's" : nil
    }

    private static func refusal(_ which: String, _ path: String, _ fault: String) -> GardenError {
        let shown = path.utf8.count > longest ? "\(path.prefix(64))..." : path.replacingNUL
        return .invalidRequest("bind mount: \(which) '\(shown)': \(fault)")
    }
}

extension String {
    /// With every NUL as `\0`, as it can be shown.
    fileprivate var replacingNUL: String {
        unicodeScalars.reduce(into: "") { $0 += $1 == "\0" ? "\\0" : String($1) }
    }
}

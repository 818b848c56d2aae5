import Garden

extension ContainerSpec {
    /// Checks what can be judged by itself, before anything is looked at or made.
    ///
    /// - Throws: `GardenError.invalidRequest`, which names what cannot be.
    func check() throws(GardenError) {
        try EnvironmentCheck.check(environment)
        for mount in bindMounts { try BindMountCheck.check(mount) }
    }
}

extension ProcessSpec {
    /// Checks what can be judged by itself, before anything is looked at or made.
    ///
    /// - Throws: `GardenError.invalidRequest`, which names what cannot be.
    func check() throws(GardenError) {
        if path.isEmpty { throw .invalidRequest("path: it is empty") }
        try EnvironmentCheck.check(environment)
        for mount in bindMounts { try BindMountCheck.check(mount) }
        for (name, text) in [("path", path), ("dir", directory), ("user", user)] where text.utf8.contains(0) {
            throw .invalidRequest("\(name) holds a NUL byte")
        }
        if let index = arguments.firstIndex(where: { $0.utf8.contains(0) }) {
            throw .invalidRequest("args: argument \(index + 1) of \(arguments.count) holds a NUL byte")
        }
    }
}

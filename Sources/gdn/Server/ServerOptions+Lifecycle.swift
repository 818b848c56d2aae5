import Logging

extension LifecycleOptions {
    /// Writes a line for each flag that was given and changes nothing.
    func warn(_ log: Logger) {
        let flags = [
            (
                "--properties-path", propertiesPath,
                "properties are kept in the depot, on disk as soon as they are set; the file is neither read nor written"
            ),
            ("--console-sockets-path", consoleSocketsPath, "nothing uses console sockets"),
        ]
        for (name, value, reason) in flags where value != nil {
            log.warning("guardian.flag.ignored", metadata: ["flag": "\(name)", "reason": "\(reason)"])
        }
    }
}

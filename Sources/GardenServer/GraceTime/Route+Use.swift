import GardenWire

extension Route {
    /// Whether a call of it is a use of its container, which is not destroyed meanwhile and has its full grace time
    /// afterwards.
    ///
    /// Looking at containers in bulk is none, or watching them would keep them for ever; neither is reading an output,
    /// because the process connection that it belongs to is.
    var isUse: Bool {
        switch self {
        case .info, .stop, .streamIn, .streamOut, .bandwidthLimits, .cpuLimits, .diskLimits, .memoryLimits, .netIn,
            .netOut, .bulkNetOut, .run, .attach, .setGraceTime, .properties, .property, .setProperty, .removeProperty,
            .metrics:
            true
        case .ping, .capacity, .list, .create, .bulkInfo, .bulkMetrics, .destroy, .stdout, .stderr:
            false
        }
    }
}

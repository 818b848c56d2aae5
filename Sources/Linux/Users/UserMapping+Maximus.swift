extension UserMapping {
    /// The mapping of unprivileged containers: root is the highest id of the host, which nobody else has, and all other
    /// ids follow one another.
    ///
    /// - Parameters:
    ///   - start: the host's id for id 1 inside.
    ///   - length: how many ids there are beside root; nil: all up to root's.
    /// - Throws: `LinuxError.unusable` when the others would reach root's id.
    public static func maximus(start: UInt32 = 1, length: UInt32? = nil) throws(LinuxError) -> UserMapping {
        UserMapping(
            users: try lines(root: IDLimits.highestUser(), start: start, length: length),
            groups: try lines(root: IDLimits.highestGroup(), start: start, length: length))
    }

    /// The two lines for one kind of id.
    static func lines(root: UInt32, start: UInt32, length: UInt32?) throws(LinuxError) -> [IDMapping] {
        guard start < root else { throw .unusable("ids from \(start) reach the container root's, \(root)") }
        let room = root - start
        let size = length ?? room
        guard size <= room else { throw .unusable("\(size) ids from \(start) reach the container root's, \(root)") }
        let rootLine = IDMapping(containerID: 0, hostID: root, size: 1)
        return size == 0 ? [rootLine] : [rootLine, IDMapping(containerID: 1, hostID: start, size: size)]
    }
}

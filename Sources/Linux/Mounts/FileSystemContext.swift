import CGuardian
public import SystemPackage

/// A file system that is being made, option by option, and mounted nowhere yet (fsopen(2), Linux 5.2).
public final class FileSystemContext {
    private let context: FileDescriptor
    private let type: String

    /// Begins one. Errno `.operationNotSupportedByDevice`: the kernel has no such type.
    public init(_ type: String) throws(LinuxError) {
        context = FileDescriptor(rawValue: try SystemCall.check("begin file system", type, cg_context_open(type)))
        self.type = type
    }

    deinit { context.closeIgnoringErrors() }

    /// Sets an option to a value of at most 255 bytes (FSCONFIG_SET_STRING).
    public func set(_ key: String, to value: String) throws(LinuxError) {
        try check(cg_context_set(context.rawValue, key, value), "set \(key)=\(value) of")
    }

    /// Sets an option that has no value (FSCONFIG_SET_FLAG).
    public func set(_ key: String) throws(LinuxError) {
        try check(cg_context_set(context.rawValue, key, nil), "set \(key) of")
    }

    /// Sets an option to a descriptor, which stays the caller's (FSCONFIG_SET_FD).
    public func set(_ key: String, to value: FileDescriptor) throws(LinuxError) {
        try check(cg_context_set_descriptor(context.rawValue, key, value.rawValue), "set \(key) of")
    }

    /// Makes the file system and a mount of it that is attached nowhere (FSCONFIG_CMD_CREATE, fsmount(2)). Once.
    ///
    /// - Returns: a close-on-exec descriptor, owned by the caller.
    public func mount(_ attributes: MountAttributes = []) throws(LinuxError) -> FileDescriptor {
        try check(cg_context_create(context.rawValue), "make")
        let answer = cg_context_mount(context.rawValue, attributes.rawValue)
        try check(answer, "mount")
        return FileDescriptor(rawValue: answer)
    }

    /// What the kernel has to say about it is part of the error.
    private func check(_ answer: Int32, _ operation: @autoclosure () -> String) throws(LinuxError) {
        guard answer < 0 else { return }
        var text = [CChar](repeating: 0, count: Int(CG_CONTEXT_MESSAGE))
        cg_context_message(context.rawValue, &text)
        let message = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let subject = message.isEmpty ? type : "\(type) (\(message))"
        throw .failed(operation: operation(), subject: subject, errno: Errno(rawValue: -answer))
    }
}

import CGuardian
public import SystemPackage

/// What an overlay is made of (https://docs.kernel.org/filesystems/overlayfs.html).
public struct OverlayMount: Sendable {
    /// The read-only layers, the top one first. The descriptors are the caller's; they may be of detached mounts.
    public var lowers: [FileDescriptor]
    /// The folder that takes what is written; its owner and mode become the top folder's.
    public var upper: FilePath
    /// An empty folder on the same file system.
    public var work: FilePath
    /// Whether device nodes in it may be opened.
    public var allowsDevices: Bool

    /// An overlay.
    public init(lowers: [FileDescriptor], upper: FilePath, work: FilePath, allowsDevices: Bool = true) {
        (self.lowers, self.upper, self.work, self.allowsDevices) = (lowers, upper, work, allowsDevices)
    }
}

extension Mounts {
    /// Mounts an overlay at the folder `target`. Layers are named by descriptor, so their paths may be of any length.
    ///
    /// Either it is mounted when this returns, or nothing is.
    public static func overlay(_ overlay: OverlayMount, at target: FilePath) throws(LinuxError) {
        let upper = try Files.openPlace(overlay.upper)
        defer { upper.closeIgnoringErrors() }
        let work = try Files.openPlace(overlay.work)
        defer { work.closeIgnoringErrors() }

        let mount: FileDescriptor
        do {
            mount = try make(overlay, (upper, work), CG_LAYERS_BY_DESCRIPTOR, at: target)
        } catch {
            // Kernels before 6.13 know layers by name only; before 6.5 they say it by the second error, then by the first,
            // which may as well mean anything else that is wrong.
            guard error.errno == .invalidArgument || error.errno == .notSupported else { throw error }
            mount = try makeByName(overlay, (upper, work), at: target)
        }
        defer { mount.closeIgnoringErrors() }
        try attach(mount, at: target)
    }

    /// For older kernels, which moreover refuse layers that are not mounted anywhere: the detached ones are mounted at
    /// `target` for the moment of making the overlay, which has copies of its own afterwards.
    static func makeByName(
        _ overlay: OverlayMount, _ folders: (upper: FileDescriptor, work: FileDescriptor), at target: FilePath
    ) throws(LinuxError) -> FileDescriptor {
        var attached = 0
        let result = Result { () throws(LinuxError) in
            for lower in overlay.lowers where try isDetached(lower) {
                try attach(lower, at: target)
                attached += 1
            }
            return try make(overlay, folders, CG_LAYERS_BY_NAME, at: target)
        }
        do {
            for _ in 0..<attached {
                try SystemCall.check("unmount", target.string, target.withPlatformString { cg_unmount($0, 1) })
            }
        } catch {
            if case .success(let mount) = result { mount.closeIgnoringErrors() }
            throw error
        }
        return try result.get()
    }

    /// A mount that is attached nowhere has no line in the mount table.
    private static func isDetached(_ folder: FileDescriptor) throws(LinuxError) -> Bool {
        let id = try MountTable.mountID(of: folder)
        return try MountTable.current().allSatisfy { $0.id != id }
    }

    private static func make(
        _ overlay: OverlayMount, _ folders: (upper: FileDescriptor, work: FileDescriptor), _ form: cg_layer_form,
        at target: FilePath
    ) throws(LinuxError) -> FileDescriptor {
        var message = [CChar](repeating: 0, count: 256)
        let answer = overlay.lowers.map(\.rawValue).withUnsafeBufferPointer { lowers in
            var request = cg_overlay()
            (request.lowers, request.lower_count) = (lowers.baseAddress, lowers.count)
            (request.upper, request.work) = (folders.upper.rawValue, folders.work.rawValue)
            (request.form, request.without_devices) = (form, overlay.allowsDevices ? 0 : 1)
            return cg_make_overlay(&request, &message, message.count)
        }
        return FileDescriptor(rawValue: try SystemCall.check("mount overlay", subject(target, message), answer))
    }

    /// The target, and what the kernel has to say.
    private static func subject(_ target: FilePath, _ message: [CChar]) -> String {
        let text = String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return text.isEmpty ? target.string : "\(target) (\(text))"
    }
}

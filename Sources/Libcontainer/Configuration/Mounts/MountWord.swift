import Linux

/// What a word among a mount's options stands for.
enum MountWord {
    case set(MountFlags)
    case clear(MountFlags)
    case propagation(MountFlags)
    case setAttribute(MountAttributes)
    case clearAttribute(MountAttributes)
    case extend(MountExtensions)
    case mapIDs(recursive: Bool)

    /// Every word that does not go to the file system.
    static let all: [String: MountWord] = flags.merging(attributes) { first, _ in first }.merging(others) { first, _ in
        first
    }

    private static let flags: [String: MountWord] = [
        "async": .clear(.synchronous), "atime": .clear(.noAccessTime), "bind": .set(.bind), "defaults": .set([]),
        "dev": .clear(.noDevices), "diratime": .clear(.noDirectoryAccessTime),
        "dirsync": .set(.synchronousDirectories), "exec": .clear(.noExecution), "iversion": .set(.inodeVersion),
        "lazytime": .set(.lazyTime), "loud": .clear(.silent), "mand": .set(.mandatoryLocks),
        "noatime": .set(.noAccessTime), "nodev": .set(.noDevices), "nodiratime": .set(.noDirectoryAccessTime),
        "noexec": .set(.noExecution), "noiversion": .clear(.inodeVersion), "nolazytime": .clear(.lazyTime),
        "nomand": .clear(.mandatoryLocks), "norelatime": .clear(.relativeAccessTime),
        "nostrictatime": .clear(.strictAccessTime), "nosuid": .set(.noSetID), "nosymfollow": .set(.noLinks),
        "rbind": .set([.bind, .recursive]), "relatime": .set(.relativeAccessTime), "remount": .set(.remount),
        "ro": .set(.readOnly), "rw": .clear(.readOnly), "silent": .set(.silent),
        "strictatime": .set(.strictAccessTime), "suid": .clear(.noSetID), "symfollow": .clear(.noLinks),
        "sync": .set(.synchronous),
    ]

    private static let attributes: [String: MountWord] = [
        "ratime": .clearAttribute(.accessTimeMask), "rdev": .clearAttribute(.noDevices),
        "rdiratime": .clearAttribute(.noFolderAccessTime), "rexec": .clearAttribute(.noExecution),
        "rnoatime": .setAttribute(.noAccessTime), "rnodev": .setAttribute(.noDevices),
        "rnodiratime": .setAttribute(.noFolderAccessTime), "rnoexec": .setAttribute(.noExecution),
        "rnorelatime": .clearAttribute([]), "rnostrictatime": .clearAttribute(.accessTimeMask),
        "rnosuid": .setAttribute(.noSetID), "rnosymfollow": .setAttribute(.noLinks),
        "rrelatime": .setAttribute([]), "rro": .setAttribute(.readOnly),
        "rrw": .clearAttribute(.readOnly), "rstrictatime": .setAttribute(.strictAccessTime),
        "rsuid": .clearAttribute(.noSetID), "rsymfollow": .clearAttribute(.noLinks),
    ]

    private static let others: [String: MountWord] = [
        "private": .propagation(.private), "rprivate": .propagation([.private, .recursive]),
        "rshared": .propagation([.shared, .recursive]), "rslave": .propagation([.slave, .recursive]),
        "runbindable": .propagation([.unbindable, .recursive]), "shared": .propagation(.shared),
        "slave": .propagation(.slave), "unbindable": .propagation(.unbindable),
        "tmpcopyup": .extend(.copyUp), "idmap": .mapIDs(recursive: false), "ridmap": .mapIDs(recursive: true),
    ]
}

extension MountFlags {
    /// The propagation called `name`, such as `rslave`; nil when there is none.
    public init?(propagation name: String) {
        guard case .propagation(let flags) = MountWord.all[name] else { return nil }
        self = flags
    }
}

extension MountConfiguration {
    /// Every option that is not left to the file system, in order, as `features` lists them.
    public static var knownOptions: [String] {
        MountWord.all.keys.filter { $0 != "idmap" && $0 != "ridmap" }.sorted()
    }

    /// Applies `options` from left to right; unknown ones become `data`.
    mutating func apply(_ options: [String]) {
        var data: [String] = []
        var attributes = RecursiveAttributes(set: [], cleared: [])
        for option in options {
            switch MountWord.all[option] {
            case .set(let flags):
                self.flags.formUnion(flags)
                clearedFlags.subtract(flags)
            case .clear(let flags):
                self.flags.subtract(flags)
                clearedFlags.formUnion(flags)
            case .propagation(let flags): propagation.append(flags)
            case .setAttribute(let attribute): attributes.add(attribute)
            case .clearAttribute(let attribute): attributes.remove(attribute)
            case .extend(let extensions): self.extensions.formUnion(extensions)
            case .mapIDs(let isRecursive): idMapping = MountIDMapping(isRecursive: isRecursive)
            case nil: data.append(option)
            }
        }
        self.data = data.joined(separator: ",")
        if attributes != RecursiveAttributes(set: [], cleared: []) { recursiveAttributes = attributes }
    }
}

extension RecursiveAttributes {
    /// The kernel refuses a change of how access times are kept that does not clear all of their bits.
    fileprivate mutating func add(_ attribute: MountAttributes) {
        if attribute.isSubset(of: .accessTimeMask) {
            set.subtract(.accessTimeMask)
            cleared.formUnion(.accessTimeMask)
        } else {
            cleared.subtract(attribute)
        }
        set.formUnion(attribute)
    }

    fileprivate mutating func remove(_ attribute: MountAttributes) {
        set.subtract(attribute)
        cleared.formUnion(attribute)
    }
}

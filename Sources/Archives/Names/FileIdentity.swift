import Glibc

/// What makes a file this one and no other, as long as it exists.
struct FileIdentity: Hashable {
    var device: dev_t
    var inode: ino_t

    init(_ status: stat) { (device, inode) = (status.st_dev, status.st_ino) }
}

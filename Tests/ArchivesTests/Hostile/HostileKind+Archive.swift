extension HostileKind {
    /// The archive; `outside` is the absolute path of what it is after, which is also `../outside` for the destination.
    func archive(outside: String) -> [UInt8] {
        var tar = RawTar()
        switch self {
        case .absoluteName: tar.file("\(outside)/secret")
        case .parentName: tar.file("../outside/secret")
        case .parentInside: tar.file("a/../../outside/secret")
        case .parentAtEnd: tar.folder("a/..", mode: "0000777")
        case .prefixParent:
            var header = RawTar.Header("../outside/secret")
            header.prefix = Array("a/..".utf8)
            tar.add(header, contents: [1])
        case .emptyName: tar.file("")
        case .onlySlashes: tar.file("///")
        case .dots:
            tar.file(".//./x")
            tar.file("././/.//y/.//z")
        case .unknownType: tar.add(RawTar.Header("socket", "s"), contents: [1, 2])
        case .continuation: tar.add(RawTar.Header("rest", "M"), contents: [1])
        case .setUserID:
            var header = RawTar.Header("program")
            header.mode = Array("0006755".utf8)
            tar.add(header, contents: [1])
        default: break
        }
        addLinks(to: &tar, outside)
        addHeaders(to: &tar, outside)
        addNumbers(to: &tar)
        tar.end()
        return tar.bytes
    }

    private func addLinks(to tar: inout RawTar, _ outside: String) {
        switch self {
        case .fileThroughLink:
            tar.link("l", to: "../outside")
            tar.file("l/secret")
        case .fileThroughAbsoluteLink:
            tar.link("l", to: "/")
            tar.file("l\(outside)/secret")
        case .linkChain:
            tar.folder("a")
            tar.link("a/up", to: "..")
            tar.link("b", to: "a/up/..")
            tar.file("b/outside/secret")
        case .linkSwitched:
            tar.folder("d")
            tar.file("d/first")
            tar.add(RawTar.Header("d/first", "6"))
            tar.link("e", to: "d")
            tar.file("e/second")
            tar.link("e", to: "../outside")
            tar.file("e/secret")
        case .folderThroughLink:
            tar.link("l", to: "../outside")
            tar.folder("l/folder", mode: "0000700")
        case .folderModeThroughLink:
            tar.folder("d", mode: "0000777")
            tar.link("d", to: "../outside/folder")
        case .hardLinkAbsolute: tar.hardLink("h", to: "\(outside)/secret")
        case .hardLinkParent: tar.hardLink("h", to: "../outside/secret")
        case .hardLinkThroughLink:
            tar.link("l", to: "../outside")
            tar.hardLink("h", to: "l/secret")
        case .hardLinkToLink:
            tar.link("l", to: "../outside/secret")
            tar.hardLink("h", to: "l")
            tar.file("h")
        case .fileOverLink: tar.file("old-link")
        case .fileOverHardLink: tar.file("old-hard")
        case .folderOverLink:
            tar.folder("old-folder", mode: "0000700")
            tar.file("old-folder/file")
        case .fileThroughOldLink: tar.file("old-folder/file")
        case .linkOverFolder:
            tar.folder("d")
            tar.file("d/f")
            tar.link("d", to: "../outside")
            tar.file("d/secret")
        case .linkOverEmptyFolder:
            tar.folder("d")
            tar.link("d", to: "../outside")
            tar.file("d/secret")
        case .magicLink:
            tar.link("l", to: "/proc/self/root")
            tar.file("l\(outside)/secret")
        case .changingTypes:
            for _ in 0..<3 {
                tar.file("x")
                tar.folder("x")
                tar.link("x", to: "../outside/secret")
                tar.add(RawTar.Header("x", "6"))
                tar.hardLink("x", to: "x")
            }
            tar.link("x", to: "../outside/secret")
            tar.file("x")
        default: break
        }
    }

    private func addHeaders(to tar: inout RawTar, _ outside: String) {
        switch self {
        case .longPaxParent:
            tar.pax(
                "path", String(repeating: "long/", count: 60) + String(repeating: "../", count: 61) + "outside/secret")
            tar.file("harmless")
        case .paxName:
            tar.pax("path", "../outside/secret")
            tar.file("harmless")
        case .paxTarget:
            tar.pax("linkpath", "../outside/secret")
            tar.hardLink("h", to: "harmless")
        case .globalName:
            tar.pax("path", "../outside/secret", type: "g")
            tar.file("harmless")
        case .gnuLongParent:
            tar.long("L", Array((String(repeating: "long/", count: 60) + "../../x").utf8))
            tar.file("harmless")
        case .gnuLongTwice:
            tar.long("L", Array("harmless".utf8))
            tar.long("L", Array("../outside/secret".utf8))
            tar.file("harmless")
        case .gnuLongTarget:
            tar.long("K", Array("../outside/secret".utf8))
            tar.hardLink("h", to: "harmless")
        case .nulInName:
            tar.pax([("path", Array("x\u{0}/../../outside/secret".utf8))])
            tar.file("harmless")
        case .nulInTarget:
            tar.pax([("linkpath", Array("x\u{0}y".utf8))])
            tar.link("l", to: "harmless")
        case .sparseName:
            tar.pax([
                ("GNU.sparse.major", [0x31]), ("GNU.sparse.minor", [0x30]),
                ("GNU.sparse.name", Array("../outside/secret".utf8)), ("GNU.sparse.realsize", Array("5".utf8)),
            ])
            tar.file("harmless", "0\n" + String(repeating: "\u{0}", count: 510))
        case .securityAttribute:
            tar.pax("SCHILY.xattr.security.selinux", "system_u:object_r:bin_t:s0")
            tar.file("labelled")
        case .overlayAttribute:
            tar.pax("SCHILY.xattr.trusted.overlay.opaque", "y")
            tar.folder("opaque")
        case .namelessAttribute:
            tar.pax("SCHILY.xattr.", "y")
            tar.file("nameless")
        case .longComponent:
            tar.pax("path", String(repeating: "n", count: 300))
            tar.file("harmless")
        case .longerThanPaths:
            tar.pax("path", String(repeating: "n/", count: 40_000) + "x")
            tar.file("harmless")
        case .longHeader:
            var header = RawTar.Header("PaxHeaders/x", "x")
            header.size = RawTar.octal(1 << 31, 11)
            tar.add(header, contents: Array("30 path=../outside/secret\n".utf8))
        case .damagedRecords:
            tar.add(RawTar.Header("PaxHeaders/x", "x"), contents: Array("9999 path=../outside/secret\n".utf8))
            tar.file("harmless")
        default: break
        }
    }

    private func addNumbers(to tar: inout RawTar) {
        switch self {
        case .hugeSize:
            tar.pax("size", "999999999999999999")
            tar.file("huge")
        case .negativeSize: tar.add(sized([UInt8](repeating: 0xFF, count: 12)))
        case .overflowingSize: tar.add(sized([0x80] + [UInt8](repeating: 0xFF, count: 11)))
        case .deviceNode, .wildDevice:
            var header = RawTar.Header("disk", "4")
            header.device = self == .deviceNode ? (8, 0) : (0o777_777, 0o7_777_777)
            tar.add(header)
        case .sparseOverlap: tar.add(sparse([(0, 512), (256, 512)], size: 2048), contents: data(1024))
        case .sparseBeyond: tar.add(sparse([(0, 512), (1 << 32, 512)], size: 2048), contents: data(1024))
        case .sparseSum: tar.add(sparse([(0, 512), (1024, 1 << 30)], size: 1 << 31), contents: data(1024))
        case .sparseCount:
            tar.pax([
                ("GNU.sparse.major", [0x31]), ("GNU.sparse.minor", [0x30]),
                ("GNU.sparse.realsize", Array("1000".utf8)),
            ])
            tar.add(RawTar.Header("sparse"), contents: Array("1000000000\n".utf8) + data(501))
        default: break
        }
    }

    private func sized(_ size: [UInt8]) -> RawTar.Header {
        var header = RawTar.Header("sized")
        header.size = size
        return header
    }

    private func sparse(_ extents: [(Int, Int)], size: Int) -> RawTar.Header {
        var header = RawTar.Header("sparse", "S")
        header.magic = Array("ustar  \u{0}".utf8)
        for (index, extent) in extents.enumerated() {
            header.patches[386 + index * 24] = RawTar.octal(extent.0, 11) + [0]
            header.patches[398 + index * 24] = RawTar.octal(extent.1, 11) + [0]
        }
        header.patches[483] = RawTar.octal(size, 11) + [0]
        return header
    }

    private func data(_ count: Int) -> [UInt8] { [UInt8](repeating: UInt8(ascii: "x"), count: count) }
}

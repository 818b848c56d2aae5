import Linux
public import SystemPackage

/// The sizes of huge pages that a host has, as files of the `hugetlb` controller name them.
public enum HugepageSizes {
    /// Such as `2MB` and `1GB`, sorted; none where the kernel has none.
    public static func onHost(folder: FilePath = "/sys/kernel/mm/hugepages") throws(CgroupError) -> [String] {
        do {
            return try Files.entries(of: folder).compactMap(name).sorted()
        } catch {
            if error.errno == .noSuchFileOrDirectory { return [] }
            throw .system(error)
        }
    }

    /// `hugepages-2048kB` as `2MB`.
    static func name(_ folder: String) -> String? {
        guard folder.hasPrefix("hugepages-"), folder.hasSuffix("kB"),
            let kilobytes = UInt64(folder.dropFirst("hugepages-".count).dropLast(2))
        else { return nil }
        if kilobytes >= 1 << 20 { return "\(kilobytes >> 20)GB" }
        return kilobytes >= 1 << 10 ? "\(kilobytes >> 10)MB" : "\(kilobytes)KB"
    }
}

import Glibc
import Linux
import Testing

@Suite("Values that the kernel knows by number and configurations by name")
struct ProcessValuesTests {
    @Test(
        "lists of numbers are read and written",
        arguments: [
            ("0", "0"), ("0-3,7", "0-3,7"), (" 1,2 ,3\n", nil), ("7,0-3\n", "0-3,7"), ("", ""), ("\n", ""),
            ("63-65", "63-65"),
            ("5-5", "5"), ("3-1", nil), ("1,", nil), ("-1", nil), ("1-", nil), ("a", nil), ("8191", "8191"),
            ("8192", nil),
            ("99999999999999999999", nil), ("+1", nil),
        ] as [(String, String?)])
    func lists(text: String, expected: String?) {
        #expect(NumberList(text)?.description == expected)
    }

    @Test("words are 64 numbers each")
    func words() throws {
        #expect(try #require(NumberList("0,65")).words == [1, 2])
        #expect(NumberList(words: [1, 0, 0]) == NumberList("0"))
        #expect(NumberList("0,65")?.contains(65) == true)
        #expect(NumberList("0,65")?.contains(1000) == false)
    }

    @Test("each resource is found by its name", arguments: ResourceLimit.Resource.allCases)
    func resources(_ resource: ResourceLimit.Resource) throws {
        #expect(ResourceLimit.Resource(name: resource.name) == resource)
        let limit = try ResourceLimit.current(resource)
        #expect(limit.soft <= limit.hard)
    }

    @Test("some resources by the names of the specification")
    func resourceNames() {
        #expect(ResourceLimit.Resource(name: "RLIMIT_AS")?.rawValue == Int32(RLIMIT_AS.rawValue))
        #expect(ResourceLimit.Resource(name: "RLIMIT_NOFILE")?.rawValue == Int32(RLIMIT_NOFILE.rawValue))
        #expect(ResourceLimit.Resource(name: "RLIMIT_NPROC")?.rawValue == 6)
        #expect(ResourceLimit.Resource(name: "RLIMIT_RTTIME")?.rawValue == 15)
        #expect(ResourceLimit.Resource(name: "NOFILE") == nil)
    }

    @Test("scheduling, priority and memory by name")
    func others() {
        #expect(Scheduling.Policy(name: "SCHED_DEADLINE") == .deadline)
        #expect(Scheduling.Policy(name: "SCHED_NONSENSE") == nil)
        #expect(Scheduling.Flags(name: "SCHED_FLAG_DL_OVERRUN")?.rawValue == 4)
        #expect(Scheduling.Flags(name: "SCHED_FLAG_UTIL_CLAMP_MAX")?.rawValue == 0x40)
        #expect(IOPriority.Class(name: "IOPRIO_CLASS_IDLE") == .idle)
        #expect(IOPriority.Class(name: "IOPRIO_CLASS_NONE") == nil)
        #expect(MemoryPolicy.Mode(name: "MPOL_WEIGHTED_INTERLEAVE")?.rawValue == 6)
        #expect(MemoryPolicy.Flags(name: "MPOL_F_STATIC_NODES")?.rawValue == 1 << 15)
        #expect(MemoryPolicy.Flags(name: "MPOL_F_NONE") == nil)
    }

    @Test(
        "filter's actions are known to the kernel, and flags can be asked for", arguments: SeccompFilter.Action.allCases
    )
    func filters(_ action: SeccompFilter.Action) {
        #expect(action.isAvailable)
        #expect(!SeccompFilter.isAvailable(SeccompFilter.Flags(rawValue: 1 << 30)))
    }
}

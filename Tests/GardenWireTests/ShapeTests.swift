import Garden
import GardenWire
import JSON
import Testing

@Suite("Shapes")
struct ShapeTests {
    struct Written: Sendable, CustomTestStringConvertible {
        let value: any WireShape & Sendable
        let text: String

        var testDescription: String { "\(type(of: value)) \(text)" }

        init(_ value: any WireShape & Sendable, _ text: String) { (self.value, self.text) = (value, text) }
    }

    private static func make<T>(_ value: T, _ change: (inout T) -> Void) -> T {
        var value = value
        change(&value)
        return value
    }

    static let written: [Written] = [
        Written(
            ContainerSpec(),
            #"{"image":{},"limits":{"bandwidth_limits":{},"cpu_limits":{},"disk_limits":{},"memory_limits":{},"pid_limits":{}}}"#
        ),
        Written(ProcessSpec(), #"{"rlimits":{},"image":{}}"#),
        Written(
            make(ProcessSpec()) { ($0.overrideLimits, $0.terminal) = (ProcessLimits(), TerminalSpec()) },
            #"{"rlimits":{},"limits":{"cpu_limits":{},"memory_limits":{}},"tty":{},"image":{}}"#),
        Written(ImageReference(uri: "docker:///a#b", username: "u"), #"{"uri":"docker:///a#b","username":"u"}"#),
        Written(BindMount(source: "/a", destination: "/b"), #"{"src_path":"/a","dst_path":"/b"}"#),
        Written(
            BindMount(source: "/a", destination: "/b", mode: .readWrite, origin: .container),
            #"{"src_path":"/a","dst_path":"/b","mode":1,"origin":1}"#),
        Written(PortForwarding(), #"{"host_port":0,"container_port":0}"#),
        Written(make(MemoryLimits()) { $0.limitInBytes = .max }, #"{"limit_in_bytes":18446744073709551615}"#),
        Written(make(DiskLimits()) { ($0.byteHard, $0.scope) = (4, .exclusive) }, #"{"byte_hard":4,"scope":1}"#),
        Written(make(PIDLimits()) { $0.max = 7 }, #"{"max":7}"#),
        Written(make(BandwidthLimits()) { ($0.rate, $0.burst) = (1, 2) }, #"{"rate":1,"burst":2}"#),
        Written(make(CPULimits()) { $0.limitInShares = 3 }, #"{"limit_in_shares":3}"#),
        Written(NetOutRule(), "{}"),
        Written(
            make(NetOutRule()) {
                ($0.transport, $0.log) = (.tcp, true)
                $0.networks = [.init(start: "10.0.0.1", end: "10.0.0.9"), .init(start: "fd00::1")]
                $0.ports = [.init(start: 0, end: 65535)]
            },
            #"{"protocol":1,"networks":[{"start":"10.0.0.1","end":"10.0.0.9"},{"start":"fd00::1"}],"ports":[{"end":65535}],"log":true}"#
        ),
        Written(
            make(NetOutRule()) { ($0.transport, $0.icmp) = (.icmp, .init(type: 8, code: 0)) },
            #"{"protocol":3,"icmps":{"type":8,"code":0}}"#),
        Written(
            make(NetOutRule()) { ($0.transport, $0.icmp) = (.icmp, .init(type: 0)) }, #"{"protocol":3,"icmps":{}}"#),
        Written(
            make(ResourceLimits()) {
                $0[.nofile] = 1
                $0[.as] = 0
            }, #"{"as":0,"nofile":1}"#),
        Written(TerminalSpec(windowSize: WindowSize(columns: 65535, rows: 0)), #"{"window_size":{"columns":65535}}"#),
        Written(PropertyMap(["b": "2", "a": ""]), #"{"a":"","b":"2"}"#),
        Written(PropertyValue(""), #"{"value":""}"#),
        Written(ListResponse(handles: []), #"{"Handles":[]}"#),
        Written(CreateResponse(handle: "h"), #"{"Handle":"h"}"#),
        Written(
            make(ContainerInfo()) { $0.state = .stopped },
            #"{"State":"stopped","Events":null,"HostIP":"","ContainerIP":"","ContainerIPv6":"","ExternalIP":"","ContainerPath":"","ProcessIDs":null,"Properties":null,"MappedPorts":null}"#
        ),
    ]

    @Test("are written in the original's order, without what is zero", arguments: written)
    func isWritten(_ written: Written) {
        #expect(written.value.wire.description == written.text)
    }

    @Test("are read back as they were", arguments: written)
    func isReadBack(_ written: Written) throws {
        func readBack<T: WireShape>(_ value: T) throws -> JSONValue { try T(body: value.body).wire }

        #expect(try readBack(written.value) == JSONValue(parsing: written.text))
    }

    @Test(
        "durations are whole nanoseconds within 64 bits",
        arguments: [
            (.seconds(300), "300000000000"),
            (.nanoseconds(-1), "-1"),
            (.milliseconds(-1500), "-1500000000"),
            (.seconds(Int64.max), "9223372036854775807"),
            (.seconds(Int64.min), "-9223372036854775808"),
        ] as [(Duration, String)])
    func duration(_ duration: Duration, text: String) throws {
        var spec = ContainerSpec()
        spec.graceTime = duration

        #expect(spec.wire["grace_time"]?.number?.text == text)
    }
}

import Garden
import GardenWire
import JSON
import Testing

@Suite("Lenient reading")
struct LenientReadingTests {
    @Test(
        "takes missing members and nulls for zero",
        arguments: [
            "{}", "null", " {} trailing", #"{"unknown":[1,{"a":2}]}"#,
            #"{"handle":null,"grace_time":null,"image":null,"limits":null,"netin":null,"properties":null}"#,
            #"{"image":{},"limits":{"cpu_limits":null},"env":[],"privileged":false}"#,
        ])
    func zero(_ text: String) throws {
        #expect(try ContainerSpec(body: Array(text.utf8)) == ContainerSpec())
    }

    @Test("matches names in any letter case, and the last of several")
    func letterCase() throws {
        let text = #"{"HANDLE":"a","Handle":"b","Limits":{"MEMORY_limits":{"Limit_In_Bytes":5}},"NetIn":[null]}"#

        let spec = try ContainerSpec(body: Array(text.utf8))

        #expect(spec.handle == "b")
        #expect(spec.limits.memory.limitInBytes == 5)
        #expect(spec.netIn == [PortForwarding()])
    }

    @Test("takes null elements for empty ones")
    func nullElements() throws {
        let spec = try ContainerSpec(body: Array(#"{"env":["A=1",null],"properties":{"k":null}}"#.utf8))

        #expect(spec.environment == ["A=1", ""])
        #expect(spec.properties == ["k": ""])
    }

    @Test(
        "writes every IP address in one way",
        arguments: [
            ("10.0.0.1", "10.0.0.1"), ("::ffff:1.2.3.4", "1.2.3.4"), ("::FFFF:0102:0304", "1.2.3.4"),
            ("FD00::0001", "fd00::1"), ("0:0:0:0:0:0:0:0", "::"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
            ("1:0:0:2:2:0:0:3", "1::2:2:0:0:3"), ("1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"), ("::1.2.3.4", "::102:304"),
            ("1::", "1::"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ])
    func addresses(_ text: String, _ expected: String) throws {
        let rule = try NetOutRule(body: Array(#"{"networks":[{"start":"\#(text)"}]}"#.utf8))

        #expect(rule.networks == [.init(start: expected)])
    }

    @Test("tells a code of zero from no code, and a limit of zero from none")
    func presence() throws {
        let rule = try NetOutRule(body: Array(#"{"icmps":{"code":0}}"#.utf8))
        let limits = try ResourceLimits(body: Array(#"{"core":0,"cpu":null}"#.utf8))

        #expect(rule.icmp == .init(type: 0, code: 0))
        #expect(limits.values == [.core: 0])
    }

    @Test(
        "names the member and its value when it refuses one",
        arguments: [
            ("{", "unexpected EOF"),
            ("", "EOF"),
            ("[]", "body: an array is not an object"),
            (#"{"handle":5}"#, "handle: 5 is not a string"),
            (#"{"handle":{"a":1}}"#, "handle: an object is not a string"),
            (#"{"privileged":"yes"}"#, #"privileged: "yes" is not true or false"#),
            (#"{"grace_time":"5s"}"#, #"grace_time: "5s" is not a number"#),
            (
                #"{"grace_time":1e9}"#,
                "grace_time: 1e9 is not a whole number from -9223372036854775808 to 9223372036854775807"
            ),
            (
                #"{"limits":{"memory_limits":{"limit_in_bytes":-1}}}"#,
                "limits.memory_limits.limit_in_bytes: -1 is not a whole number from 0 to 18446744073709551615"
            ),
            (
                #"{"limits":{"pid_limits":{"max":1.0}}}"#,
                "limits.pid_limits.max: 1.0 is not a whole number from 0 to 18446744073709551615"
            ),
            (
                #"{"netout_rules":[{},{"protocol":300}]}"#,
                "netout_rules[1].protocol: 300 is not a whole number from 0 to 255"
            ),
            (
                #"{"netout_rules":[{"ports":[{"start":70000}]}]}"#,
                "netout_rules[0].ports[0].start: 70000 is not a whole number from 0 to 65535"
            ),
            (
                #"{"netout_rules":[{"networks":[{"start":"10.0.0.0/8"}]}]}"#,
                "netout_rules[0].networks[0].start: invalid IP address: 10.0.0.0/8"
            ),
            (#"{"bind_mounts":[{"mode":2}]}"#, "bind_mounts[0].mode: unknown value 2"),
            (#"{"bind_mounts":{}}"#, "bind_mounts: an object is not an array"),
            (#"{"limits":{"disk_limits":{"scope":9}}}"#, "limits.disk_limits.scope: unknown value 9"),
        ])
    func refuses(_ text: String, message: String) {
        let error = #expect(throws: WireError.self) { try ContainerSpec(body: Array(text.utf8)) }

        #expect(error?.description == message)
    }

    @Test(
        "does not repeat what may be a secret",
        arguments: [
            (#"{"image":{"password":1234}}"#, "image.password: a number is not a string"),
            (#"{"env":[1234]}"#, "env[0]: a number is not a string"),
            (#"{"properties":{"k":1234}}"#, "properties.k: a number is not a string"),
        ])
    func keepsSecrets(_ text: String, message: String) {
        let error = #expect(throws: WireError.self) { try ContainerSpec(body: Array(text.utf8)) }

        #expect(error?.description == message)
    }

    @Test(
        "knows IP addresses",
        arguments: [
            ("10.0.0.1", true), ("0.0.0.0", true), ("255.255.255.255", true), ("1.2.3", false), ("1.2.3.4.5", false),
            ("1.2.3.256", false), ("01.2.3.4", false), ("1.2.3.4 ", false), ("1..3.4", false), ("a.b.c.d", false),
            ("::", true), ("::1", true), ("fe80::", true), ("1:2:3:4:5:6:7:8", true), ("1:2:3:4:5:6:7::", true),
            ("::ffff:1.2.3.4", true), ("1:2:3:4:5:6:1.2.3.4", true), ("FD00::A", true), (":", false), (":::", false),
            ("1::2::3", false), ("1:2:3:4:5:6:7", false), ("1:2:3:4:5:6:7:8:9", false), ("1:2:3:4:5:6:7:8::", false),
            ("::12345", false), ("::g", false), ("fe80::1%eth0", false), ("::1.2.3.4:1", false), (":1", false),
            ("1.2.3.4::", false),
        ])
    func address(_ text: String, isValid: Bool) {
        let body = NetOutRule.AddressRange(start: text).body

        let range = try? NetOutRule.AddressRange(body: body)

        #expect((range != nil) == isValid)
    }
}

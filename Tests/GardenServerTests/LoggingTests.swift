import Garden
import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("Log lines", .timeLimit(.minutes(1)))
struct LoggingTests {
    private static func send(_ requests: [(String, String)], _ fixture: ServerFixture) async throws {
        let client = try await fixture.connect()
        for (line, body) in requests {
            try await client.send(
                "\(line) HTTP/1.1\r\nHost: a\r\nX-Vcap-Request-Id: 12-34\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
            _ = await client.response()
        }
    }

    @Test("hold no properties, environment, arguments or credentials, even of calls that fail")
    func privacy() async throws {
        try await ServerFixture.serving { fixture in
            fixture.backend.container.propertyRead.answer { throw GardenError.failed("property does not exist: \($0)") }
            fixture.backend.listed.answer { _ in throw GardenError.failed("cannot list SECRET") }

            try await Self.send(
                [
                    (
                        "POST /containers",
                        #"{"properties":{"SECRET":"SECRET"},"env":["A=SECRET"],"#
                            + #""image":{"uri":"docker://u:SECRET@host/x","password":"SECRET"}}"#
                    ),
                    ("POST /containers", #"{"properties":{"SECRET":5}}"#),
                    ("POST /containers", #"{"image":{"uri":"u:SECRET@host/x"}}"#),
                    ("POST /containers", #"{"image":{"uri":"docker://host/x?token=SECRET"}}"#),
                    ("GET /containers?SECRET=SECRET", ""),
                    ("GET /containers/h/properties/SECRET", ""),
                    ("PUT /containers/h/properties/SECRET", #"{"value":"SECRET"}"#),
                    ("PUT /containers/h/properties/SECRET", #"{"value":["SECRET"]}"#),
                    ("POST /containers/h/processes", #"{"path":"x","args":["SECRET"],"env":["A=SECRET"]}"#),
                ], fixture)

            #expect(!fixture.log.lines.entries.isEmpty)
            #expect(!fixture.log.lines.entries.contains { $0.contains("SECRET") })
        }
    }

    @Test(
        "name an image as it was asked for, but for who asks",
        arguments: [
            ("docker://registry/repo@sha256:abc", "docker://registry/repo@sha256:abc"),
            ("docker://u:p@registry/repo@sha256:abc", "docker://registry/repo@sha256:abc"),
            ("busybox@sha256:abc", "busybox@sha256:abc"), ("/images/a@b", "/images/a@b"),
            ("docker:///repo#tag", "docker:///repo#tag"),
        ])
    func image(asked: String, logged: String) async throws {
        try await ServerFixture.serving { fixture in
            try await Self.send([("POST /containers", #"{"rootfs":"\#(asked)"}"#)], fixture)

            let line = fixture.log.lines.entries.first { $0.contains("container.created") } ?? ""
            #expect(line.contains("image=\(logged) "), "\(line)")
        }
    }

    @Test("name what was made, and the caller's trace")
    func facts() async throws {
        try await ServerFixture.serving { fixture in
            try await Self.send([("POST /containers", #"{"handle":"web","rootfs":"raw:///x"}"#)], fixture)

            let line = fixture.log.lines.entries.first { $0.contains("container.created") } ?? ""
            #expect(line.contains("handle=web") && line.contains("image=raw:///x") && line.contains("trace=1234"))
        }
    }

    @Test("tell of failures, except of processes that are not there")
    func failures() async throws {
        try await ServerFixture.serving { fixture in
            fixture.backend.destroyed.answer { handle in
                throw handle.value == "gone"
                    ? GardenError.processNotFound(id: "p") : GardenError.unrecoverable(symptom: "disk is gone")
            }

            try await Self.send([("DELETE /containers/gone", ""), ("DELETE /containers/web", "")], fixture)

            let failures = fixture.log.lines.entries.filter { $0.contains("request.failed") }
            #expect(
                failures == ["error request.failed error=disk is gone handle=web route=Destroy status=500 trace=1234"])
        }
    }
}

import ArgumentParser
import SystemPackage
import Testing

@testable import gdn

@Suite("The flag for the runtime")
struct RuntimeFlagTests {
    @Test("means our own beside gdn, unless it is given")
    func own() throws {
        let byDefault = try ProgramOptions.parse([])
        let named = try ProgramOptions.parse(["--runtime-plugin", "gdn-runc"])

        for options in [byDefault, named] {
            #expect(try options.runtime(isNeeded: false, beside: "/no/such/folder") == "/no/such/folder/gdn-runc")
        }
    }

    @Test("is refused where our own is missing, and the place is named")
    func missing() throws {
        let options = try ProgramOptions.parse([])

        let error = #expect(throws: CompositionError.self) {
            try options.runtime(isNeeded: true, beside: "/no/such/folder")
        }

        #expect(error?.description == "program /no/such/folder/gdn-runc is missing; it belongs beside gdn")
    }

    @Test("means a path, or a program that is in PATH")
    func others() throws {
        let path = try ProgramOptions.parse(["--runtime-plugin", "/opt/runc"])
        let name = try ProgramOptions.parse(["--runtime-plugin", "sh"])
        let unknown = try ProgramOptions.parse(["--runtime-plugin", "no-such-runtime"])

        #expect(try path.runtime(isNeeded: true, beside: "/") == "/opt/runc")
        #expect(try name.runtime(isNeeded: true, beside: "/").string.hasSuffix("/sh"))
        #expect(throws: CompositionError.self) { try unknown.runtime(isNeeded: true, beside: "/") }
    }
}

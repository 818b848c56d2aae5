import ArgumentParser
import Testing
import Volumizer

@testable import gdn

@Suite("The check of the server's flags")
struct FlagCheckTests {
    @Test(
        "refuses by name and value what no server could work with",
        arguments: [
            (["--bind-socket", ""], "--bind-socket '': it is empty"),
            (["--tag", "A"], "--tag 'A': not up to 4 of the characters a-z and 0-9"),
            (["--depot", ""], "--depot '': it is empty"),
            (["--depot", "/dev/null/depot"], "--depot '/dev/null/depot': /dev/null is no folder"),
            (["--uid-map-start", "0"], "--uid-map-start '0': it would make a container's user the host's root"),
            (["--gid-map-start", "0"], "--gid-map-start '0': it would make a container's user the host's root"),
            (["--init-bin", "/no/such/init"], "--init-bin '/no/such/init': no file that can be executed"),
            (["--init-bin", "/etc"], "--init-bin '/etc': no file that can be executed"),
            (
                ["--network-pool", "10.0.0.0/31"],
                "--network-pool '10.0.0.0/31': too small: every container takes a /30 of it"
            ),
            (["--mtu", "67"], "--mtu '67': neither 0 nor between 68 and 1500"),
            (["--mtu", "1501"], "--mtu '1501': neither 0 nor between 68 and 1500"),
            (["--additional-host-entry", "a\nb"], "--additional-host-entry 'a\nb': more than one line"),
            (
                ["--default-container-blockio-weight", "9"],
                "--default-container-blockio-weight '9': neither 0 nor between 10 and 1000"
            ),
            (
                ["--default-rootfs", "relative/image"],
                "--default-rootfs 'relative/image': \(VolumizerError.unsupportedImage(uri: "relative/image", reason: "its path is not absolute"))"
            ),
            (["--max-containers=-1"], "--max-containers '-1': less than none"),
        ])
    func senseless(flags: [String], message: String) throws {
        let options = try ServerOptions.parse(flags)

        let error = #expect(throws: CompositionError.self) { try options.check() }
        #expect(error?.description == message)
    }

    @Test(
        "names the flag when ids would reach those of a container's root",
        arguments: [
            ("--uid-map-start", "4294967295"), ("--uid-map-length", "4294967295"), ("--gid-map-length", "4294967295"),
        ])
    func tooManyIDs(flag: String, value: String) throws {
        let options = try ServerOptions.parse([flag, value])

        let error = #expect(throws: CompositionError.self) { try options.check() }
        #expect(error?.description.hasPrefix("\(flag) '\(value)': ") == true, "\(String(describing: error))")
    }

    @Test(
        "has nothing against what makes sense",
        arguments: [
            [], ["--mtu", "68"], ["--mtu", "1500"], ["--network-pool", "10.0.0.0/30"], ["--init-bin", "/bin/sh"],
            ["--depot", "/no/such/folder/yet"], ["--depot", "relative"],
            ["--default-container-blockio-weight", "1000"],
            ["--uid-map-start", "1", "--uid-map-length", "65536"], ["--tag", "a0"], ["--max-containers", "0"],
        ])
    func fine(flags: [String]) throws {
        try ServerOptions.parse(flags).check()
    }
}

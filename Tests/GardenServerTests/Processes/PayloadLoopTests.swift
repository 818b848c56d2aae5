import Garden
import GardenWire
import Testing

@testable import GardenServer

@Suite("Payload loop")
struct PayloadLoopTests {
    private static func commands(_ payloads: String...) throws -> [ProcessCommand?] {
        var loop = PayloadLoop()
        return try payloads.map { loop.command(try ProcessPayload(body: Array($0.utf8))) }
    }

    @Test("understands every kind")
    func kinds() throws {
        let commands = try Self.commands(
            #"{"source":0,"data":"é"}"#, #"{"source":1,"data":"x"}"#,
            #"{"tty":{"window_size":{"columns":3,"rows":4}}}"#,
            #"{"signal":0}"#, #"{"signal":1}"#, #"{"source":0}"#)

        #expect(
            commands == [
                .write(Array("é".utf8)), .write(Array("x".utf8)), .resize(WindowSize(columns: 3, rows: 4)),
                .signal(.terminate), .signal(.kill), .endInput,
            ])
    }

    @Test("obeys one member of a payload: the terminal before the input before the signal")
    func precedence() throws {
        let commands = try Self.commands(
            #"{"tty":{"window_size":{"columns":1,"rows":2}},"source":0,"data":"lost","signal":1}"#,
            #"{"source":0,"data":"kept","signal":1}"#)

        #expect(commands == [.resize(WindowSize(columns: 1, rows: 2)), .write(Array("kept".utf8))])
    }

    @Test("passes over what means nothing, and goes on")
    func meaningless() throws {
        let commands = try Self.commands(
            "{}", #"{"signal":9}"#, #"{"tty":{}}"#, #"{"source":0,"data":""}"#, "null", #"{"signal":1}"#)

        #expect(commands == [nil, nil, nil, nil, nil, .signal(.kill)])
    }

    @Test("drops only input behind the end of it")
    func afterEnd() throws {
        let commands = try Self.commands(
            #"{"source":0}"#, #"{"source":0,"data":"late"}"#, #"{"source":0}"#, #"{"signal":0}"#)

        #expect(commands == [.endInput, nil, nil, .signal(.terminate)])
    }
}

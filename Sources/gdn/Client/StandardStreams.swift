import Garden
import GardenClient
import Glibc
import LinuxAsync
import SystemPackage

/// Connects a process to this program's own standard streams.
struct StandardStreams: Sendable {
    /// What the end of standard input means.
    enum InputEnd: Sendable {
        /// The end of the process's.
        case closes
        /// The process's terminal gets what ends the input there.
        case isTyped
        /// Nothing.
        case isIgnored
    }

    let process: any Garden.Process
    let system: AsyncSystem
    var inputEnd = InputEnd.closes
    /// The terminal that is standard input; made raw, and sizes are handed on.
    var terminal: CallerTerminal?

    /// Copies until the process has ended and all its output is out. The terminal is restored, however this ends.
    ///
    /// - Returns: its exit status.
    func serve(_ signals: CommandSignals) async throws -> Int32 {
        try terminal?.makeRaw()
        defer { terminal?.restore() }
        return try await withThrowingTaskGroup(of: Int32?.self) { group in
            group.addTask {
                try await copyInput()
                return nil
            }
            group.addTask {
                for await _ in signals.terminations { try await handOn { try await process.signal(.terminate) } }
                return nil
            }
            group.addTask {
                for await _ in signals.resizes { try await resize() }
                return nil
            }
            group.addTask {
                async let output: Void = copy(process.standardOutput, to: .standardOutput)
                async let errors: Void = copy(process.standardError, to: .standardError)
                let status = try await process.wait()
                _ = try await (output, errors)
                return status
            }
            defer { group.cancelAll() }
            while let status = try await group.next() {
                if let status { return status }
            }
            return EXIT_FAILURE
        }
    }

    /// Tells the process how large the caller's terminal is.
    func resize() async throws {
        guard let size = CallerTerminal.size() else { return }
        try await handOn { try await process.resize(to: size) }
    }

    /// The process may have ended just now: its status counts, which another task waits for.
    private func handOn(_ wish: () async throws -> Void) async throws {
        do {
            try await wish()
        } catch is GardenError {
            return
        } catch let error as RemoteError {
            Complaint.print("what was asked for did not reach the process: \(error)")
        }
    }

    // MARK: input

    /// A thread may be left waiting for input that nobody types; it ends with the program.
    private func copyInput() async throws {
        var last: UInt8?
        while true {
            // Waits without holding a thread.
            try await system.readable(.standardInput)
            let bytes = try await readInput()
            if bytes.isEmpty { break }
            last = bytes.last
            try await process.writeStandardInput(bytes)
        }
        switch inputEnd {
        case .closes: await process.closeStandardInput()
        case .isTyped: try await process.writeStandardInput(TypedEnd.bytes(behind: last))
        case .isIgnored: break
        }
    }

    private func readInput() async throws -> [UInt8] {
        do {
            return try await system.blocking {
                try [UInt8](unsafeUninitializedCapacity: 32768) { buffer, count in
                    count = try FileDescriptor.standardInput.read(into: UnsafeMutableRawBufferPointer(buffer))
                }
            }
        } catch Errno.ioError where terminal != nil {
            // The terminal has been hung up.
            return []
        }
    }

    private func copy(_ stream: any ProcessOutput, to descriptor: FileDescriptor) async throws {
        while true {
            let bytes = try await stream.read()
            if bytes.isEmpty { return }
            try await system.blocking { _ = try descriptor.writeAll(bytes) }
        }
    }
}

/// The end of an input that is not typed, for a process that reads a terminal.
enum TypedEnd {
    /// The character that ends the input there (VEOF).
    private static let mark: UInt8 = 0x04

    /// What to type behind `last`: within a line the first mark only hands on that line.
    static func bytes(behind last: UInt8?) -> [UInt8] {
        last == nil || last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") ? [mark] : [mark, mark]
    }
}

import Garden
import GardenClient
import Glibc
import LinuxAsync
import SystemPackage

/// Connects a process to this program's own standard streams.
struct StandardStreams: Sendable {
    let process: any Garden.Process
    let system: AsyncSystem

    /// Copies until the process has ended and all its output is out.
    ///
    /// - Returns: its exit status.
    func serve(until interruptions: Interruptions) async throws -> Int32 {
        try await withThrowingTaskGroup(of: Int32?.self) { group in
            group.addTask {
                try await copyInput()
                return nil
            }
            group.addTask {
                while true {
                    try await interruptions.next()
                    try await handOn()
                }
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

    /// The process may have ended just now: its status counts, which another task waits for.
    private func handOn() async throws {
        do {
            try await process.signal(.terminate)
        } catch is GardenError {
            return
        } catch let error as RemoteError {
            Complaint.print("the signal did not reach the process: \(error)")
        }
    }

    /// A thread may be left waiting for input that nobody types; it ends with the program.
    private func copyInput() async throws {
        while true {
            // Waits without holding a thread.
            try await system.readable(.standardInput)
            let bytes = try await system.blocking {
                try [UInt8](unsafeUninitializedCapacity: 32768) { buffer, count in
                    count = try FileDescriptor.standardInput.read(into: UnsafeMutableRawBufferPointer(buffer))
                }
            }
            if bytes.isEmpty { break }
            try await process.writeStandardInput(bytes)
        }
        await process.closeStandardInput()
    }

    private func copy(_ stream: any ProcessOutput, to descriptor: FileDescriptor) async throws {
        while true {
            let bytes = try await stream.read()
            if bytes.isEmpty { return }
            try await system.blocking { _ = try descriptor.writeAll(bytes) }
        }
    }
}

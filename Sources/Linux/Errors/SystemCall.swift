import Glibc
public import SystemPackage

/// How this module calls the kernel: errors say what was tried, and on what.
enum SystemCall {
    /// Makes a C library call that answers -1 and sets errno; again while a signal interrupts it.
    @discardableResult
    static func run<Answer: SignedInteger>(
        _ operation: @autoclosure () -> String, _ subject: @autoclosure () -> String? = nil, _ call: () -> Answer
    ) throws(LinuxError) -> Answer {
        while true {
            let answer = call()
            if answer != -1 { return answer }
            let number = errno
            if number == EINTR { continue }
            throw .failed(operation: operation(), subject: subject(), errno: Errno(rawValue: number))
        }
    }

    /// Takes the answer of a C shim: a value, or an error number below zero.
    @discardableResult
    static func check<Answer: SignedInteger>(
        _ operation: @autoclosure () -> String, _ subject: @autoclosure () -> String? = nil, _ answer: Answer
    ) throws(LinuxError) -> Answer {
        guard answer < 0 else { return answer }
        throw .failed(operation: operation(), subject: subject(), errno: Errno(rawValue: Int32(-answer)))
    }
}

extension FileDescriptor {
    /// Closes it. There is nothing to do about an error: the number is free afterwards, whatever close(2) says.
    public func closeIgnoringErrors() {
        _ = Glibc.close(rawValue)
    }
}

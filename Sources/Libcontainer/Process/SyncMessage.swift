/// What a runtime and the process that it starts tell one another while that process becomes a container's.
enum SyncMessage: Sendable, Hashable {
    /// To the process: its users are mapped, it may begin.
    case proceed
    /// From the process: what is mounted is mounted; the hooks of the runtime's namespaces come now.
    case mounted
    /// To the process: those hooks have run.
    case hooksDone
    /// From the process: nothing is missing but what can be done only by the process itself.
    case ready
    /// To the process: limits are set and the state is on disk.
    case run
    /// From the process: the descriptor, by its number there, on which system calls wait to be answered.
    case listener(Int32)
    /// To the process: the runtime has a copy of that, and has handed it on.
    case listenerTaken
    /// From the process: it waits to be released, or executes its program. What goes wrong from here on is the program's.
    case done
    /// From the process: it cannot become what it should, for this reason.
    case failed(String)

    /// The packet: a letter, and what goes with it.
    var bytes: [UInt8] {
        switch self {
        case .proceed: [UInt8(ascii: "p")]
        case .mounted: [UInt8(ascii: "m")]
        case .hooksDone: [UInt8(ascii: "h")]
        case .ready: [UInt8(ascii: "r")]
        case .run: [UInt8(ascii: "g")]
        case .listener(let number): [UInt8(ascii: "l")] + Array(String(number).utf8)
        case .listenerTaken: [UInt8(ascii: "t")]
        case .done: [UInt8(ascii: "d")]
        case .failed(let reason): [UInt8(ascii: "f")] + Array(reason.utf8)
        }
    }

    /// Reads a packet; nil when it is none of these.
    init?(bytes: [UInt8]) {
        switch bytes.first {
        case UInt8(ascii: "p"): self = .proceed
        case UInt8(ascii: "m"): self = .mounted
        case UInt8(ascii: "h"): self = .hooksDone
        case UInt8(ascii: "r"): self = .ready
        case UInt8(ascii: "g"): self = .run
        case UInt8(ascii: "l"):
            guard let number = Int32(String(decoding: bytes.dropFirst(), as: UTF8.self)) else { return nil }
            self = .listener(number)
        case UInt8(ascii: "t"): self = .listenerTaken
        case UInt8(ascii: "d"): self = .done
        case UInt8(ascii: "f"): self = .failed(String(decoding: bytes.dropFirst(), as: UTF8.self))
        default: return nil
        }
    }
}

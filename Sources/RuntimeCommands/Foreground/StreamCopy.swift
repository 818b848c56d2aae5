import Linux
import SystemPackage

/// Copying one stream, step by step: a step never waits, and what is to be waited for in between is `entry`.
struct StreamCopy {
    /// Nil: there will be no more.
    private var source: StreamEnd?
    /// Nil: nobody takes any more.
    private var sink: StreamEnd?
    private var pending: ArraySlice<UInt8> = []
    /// How much more may be read of a source that is to end; nil: it goes on.
    private var rest: Int?

    /// More than a terminal holds; one who goes on writing does not keep this from ending.
    private static let mostThatIsThere = 1 << 20

    init(from source: StreamEnd, to sink: StreamEnd) { (self.source, self.sink) = (source, sink) }

    /// Whether everything was copied, or cannot be.
    var isOver: Bool { sink == nil }

    /// What has to be ready for the next step.
    var entry: DescriptorPoll.Entry {
        if let sink, !pending.isEmpty { return DescriptorPoll.Entry(sink.descriptor, .writable) }
        if let source, sink != nil { return DescriptorPoll.Entry(source.descriptor, .readable) }
        return DescriptorPoll.Entry(FileDescriptor(rawValue: -1))
    }

    /// Reads or writes what there is.
    mutating func step() {
        repeat { move() } while rest != nil && pending.isEmpty && source != nil
    }

    /// From now on nothing more is waited for: it ends with what is there.
    mutating func endWhenEmpty() {
        rest = Self.mostThatIsThere
        if pending.isEmpty, !isOver { step() }
    }

    /// Ends it, whatever is there.
    mutating func stop() {
        pending = []
        endSource()
    }

    private mutating func move() {
        guard pending.isEmpty else { return give() }
        take()
        if sink?.neverWaits == true { give() }
    }

    private mutating func take() {
        guard let source else { return }
        do {
            let bytes = try source.descriptor.readNow(upTo: StreamEnd.limit)
            guard let bytes = rest == nil ? bytes : bytes ?? [] else { return }
            pending = bytes[...]
            rest = rest.map { $0 - bytes.count }
            if bytes.isEmpty || rest ?? 1 <= 0 { endSource() }
        } catch {
            // A terminal says so when nobody has its other side any more, a stream that is closed when it is none.
            endSource()
        }
    }

    private mutating func give() {
        guard let sink, !pending.isEmpty else { return }
        do {
            let count = try sink.descriptor.writeNow(pending.prefix(sink.chunk)) ?? 0
            pending = pending.dropFirst(count)
            if pending.isEmpty, source == nil { endSink() }
        } catch {
            // Whoever writes learns it the same way.
            stop()
        }
    }

    private mutating func endSource() {
        source?.close()
        source = nil
        if pending.isEmpty { endSink() }
    }

    private mutating func endSink() {
        sink?.close()
        sink = nil
    }
}

import GuardianTestSupport

/// What a hostile client does on one connection.
struct FuzzConversation: Sendable {
    enum Step: Sendable {
        case send([UInt8])
        /// Waits until the server has said something, or closed; only behind what is always answered.
        case awaitAnswer
    }

    enum End: Sendable {
        /// It ends its side, and the server must end the connection.
        case halfClose
        /// It goes away without a word.
        case close
        /// It stays, silent, until the server has answered somebody else.
        case stay
    }

    var steps: [Step] = []
    var end = End.halfClose
    /// Whether it takes anything from the socket.
    var reads = true
    /// How many answers there must be: it has sent so many requests that are whole and right, and nothing before them.
    var answers = 0

    /// What it sends, all together.
    var bytes: [UInt8] {
        steps.reduce(into: []) { all, step in
            if case .send(let bytes) = step { all += bytes }
        }
    }

    /// A conversation made of random numbers. `recorded`: what real clients once sent.
    init(_ random: inout SplitMix64, recorded: [[UInt8]], streams: Int) {
        let ping = Array("GET /ping HTTP/1.1\r\nHost: api\r\n\r\n".utf8)
        switch random.below(22) {
        case 0: send(random.randomBytes(random.size(upTo: 5000)), &random)
        case 1...6: send((0..<(1 + random.below(3))).flatMap { _ in random.request() }, &random)
        case 7...11: send(random.damage(random.pick(recorded), with: recorded), &random)
        case 12: send(random.pick(recorded), &random)
        case 13: send(random.outputRequest(streams: streams), &random)
        case 14:
            answers = 1
            send(ping + random.request() + ping, &random)
            steps.append(.awaitAnswer)
        case 15, 16:
            answers = 1 + random.below(4)
            send((0..<answers).flatMap { _ in ping } + (random.oneIn(3) ? random.request() : []), &random)
        default: send(random.processRequest() + random.payloads(), &random)
        }
        reads = !random.oneIn(20)
        switch random.below(8) {
        case 0, 1: end = .close
        case 2: end = .stay
        default: end = reads ? .halfClose : .close
        }
        if !reads { steps.removeAll { if case .awaitAnswer = $0 { true } else { false } } }
    }

    private mutating func send(_ bytes: [UInt8], _ random: inout SplitMix64) {
        let cut = random.oneIn(8) && answers == 0 ? Array(bytes.prefix(random.below(bytes.count + 1))) : bytes
        steps += random.packets(cut).map(Step.send)
    }
}

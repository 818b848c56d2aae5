#if DEBUG
    import Guardian
    import Linux
    import LinuxAsync
    import RuncCommand
    import SystemPackage

    /// What a test wants to die, and when: `GUARDIAN_FAULT=<point>[:<count>][@<handle>][=server|tracker|init]`.
    ///
    /// Debug builds only.
    struct InjectedFault {
        enum Victim: String, Sendable {
            /// This program.
            case server
            /// The tracker of the container, and this program goes on.
            case tracker
            /// The container's first process, and this program goes on.
            case `init`
        }

        let point: FaultPoint
        var count = 1
        var handle: String?
        var victim = Victim.server

        /// Nil for what makes no sense.
        init?(_ text: String) {
            let (front, victim) = Self.split(text, at: "=")
            let (place, handle) = Self.split(front, at: "@")
            let (name, count) = Self.split(place, at: ":")
            guard let point = FaultPoint(rawValue: name), let count = Int(count ?? "1"), count > 0,
                let victim = Victim(rawValue: victim ?? Victim.server.rawValue),
                // It has to be known whose tracker is meant.
                victim == .server || handle != nil
            else { return nil }
            (self.point, self.count, self.handle, self.victim) = (point, count, handle, victim)
        }

        /// Arms what the environment asks for, if anything.
        static func arm(_ layout: DepotLayout) throws(CompositionError) {
            guard let text = Environment["GUARDIAN_FAULT"] else { return }
            guard let fault = InjectedFault(text) else {
                throw .invalidFlag(name: "GUARDIAN_FAULT", value: text, reason: "no such point, count or victim")
            }
            fault.point.arm(count: fault.count, subject: fault.handle) { fault.strike(layout) }
        }

        /// Kills the victim, and returns once it is dead.
        private func strike(_ layout: DepotLayout) {
            do {
                guard let pid = try pid(layout) else { return }
                let descriptor = try PIDDescriptor.open(pid)
                defer { descriptor.closeIgnoringErrors() }
                let poll = try EventPoll()
                try poll.add(descriptor, .readable, token: 1)
                try PIDDescriptor.send(.kill, to: descriptor)
                _ = try poll.wait()
            } catch {
                // The test waits for a death in vain, and its log says why.
                print("GUARDIAN_FAULT: \(victim.rawValue) was not killed: \(error)")
            }
        }

        private func pid(_ layout: DepotLayout) throws -> PID? {
            let folder = layout.depot.appending(handle ?? "")
            switch victim {
            case .server: return OwnProcess.pid
            case .tracker: return try PIDFile.parse(Files.read(folder.appending("tracker.pid")))
            case .`init`: return try PIDFile.parse(Files.read(folder.appending("init.pid")))
            }
        }

        private static func split(_ text: String, at separator: Character) -> (String, String?) {
            guard let index = text.firstIndex(of: separator) else { return (text, nil) }
            return (String(text[..<index]), String(text[text.index(after: index)...]))
        }
    }
#endif

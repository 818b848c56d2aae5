import Garden
import GardenWire
import GuardianTestSupport
import JSON

extension FakeBackend {
    /// The calls that arrived, as the recordings tell of them.
    ///
    /// - Parameter lists: how many of the first lists are left out.
    func calls(of processes: [FakeProcess], withoutLists lists: Int) -> [BackendCall] {
        let listed = listed.calls.dropFirst(lists).map { BackendCall(.list, PropertyMap($0.properties).wire) }
        return listed + backendCalls + containerCalls + counts + processes.flatMap(\.calls)
    }

    private var backendCalls: [BackendCall] {
        var calls = created.calls.map { BackendCall(.create, $0.wire) }
        calls += created.calls.map { BackendCall(.createdProperties, .string($0.properties.goText)) }
        calls += destroyed.calls.map { BackendCall(.destroy, .string($0.value)) }
        calls += found.calls.map { BackendCall(.lookup, .string($0.value)) }
        calls += informedInBulk.calls.map { BackendCall(.bulkInfo, .strings($0.map(\.value))) }
        return calls
    }

    private var containerCalls: [BackendCall] {
        var calls = container.propertyRead.calls.map { BackendCall(.property, .string($0)) }
        calls += container.propertyRemoved.calls.map { BackendCall(.removeProperty, .string($0)) }
        calls += container.propertySet.calls.map { BackendCall(.setProperty, .string("\"\($0[0])\"=\"\($0[1])\"")) }
        calls += container.propertySet.calls.map { BackendCall(.propertyKey, .string($0[0])) }
        calls += container.stopped.calls.map { BackendCall(.stop, .bool($0)) }
        calls += container.graceTimeSet.calls.map { BackendCall(.setGraceTime, GraceTimeRequest($0).wire) }
        calls += container.portForwarded.calls.map { BackendCall(.netIn, NetInResponse($0).wire) }
        calls += container.destinationsOpened.calls.map { BackendCall(.netOut, NetOutRules($0).wire) }
        calls += container.ran.calls.map { BackendCall(.run, $0.wire) }
        calls += container.attached.calls.map { BackendCall(.attach, .string($0.value)) }
        for call in container.streamedIn.calls where call.failure == nil {
            let body = String(decoding: call.bytes, as: UTF8.self)
            calls.append(BackendCall(.streamedBody, .string(body)))
            calls.append(
                BackendCall(
                    .streamIn,
                    ["path": .string(call.destination), "user": .string(call.user), "body": .string(body)]))
        }
        for call in container.streamedOut.calls {
            calls.append(BackendCall(.streamOut, ["Path": .string(call.source), "User": .string(call.user)]))
        }
        return calls
    }

    private var counts: [BackendCall] {
        [
            BackendCall(.createCount, .integer(created.calls.count)),
            BackendCall(.destroyCount, .integer(destroyed.calls.count)),
            BackendCall(.lookupCount, .integer(found.calls.count)),
            BackendCall(.infoCount, .integer(container.informed.calls.count)),
        ]
    }
}

extension FakeProcess {
    /// What was done to it.
    fileprivate var calls: [BackendCall] {
        var calls = [BackendCall.input(input)]
        for event in events.entries {
            switch event {
            case .signal(let signal): calls.append(BackendCall(.signal, .integer(signal.rawValue)))
            case .resize(let size): calls.append(BackendCall(.resize, TerminalSpec(windowSize: size).wire))
            case .endOfInput: calls.append(BackendCall(.inputEnd, true))
            case .input, .detached: break
            }
        }
        return calls
    }
}

extension [String: String] {
    /// As Go prints a map.
    fileprivate var goText: String {
        "map[" + sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ") + "]"
    }
}

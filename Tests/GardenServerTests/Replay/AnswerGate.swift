import GuardianTestSupport

@testable import GardenServer

/// Holds an answer of the backend back until the recorded server gave it.
final class AnswerGate: Sendable {
    private let isOpen = Monitor(false)
    private let arrivals = Monitor(0)

    func open() { isOpen.change { $0 = true } }

    /// The backend's side: a call arrives and waits.
    func pass() async {
        arrivals.change { $0 += 1 }
        _ = await isOpen.wait { $0 ? true : nil }
    }

    /// Waits until a call has arrived.
    func waitForArrival() async { _ = await arrivals.wait { $0 > 0 ? true : nil } }
}

#if DEBUG
    import LinuxAsync
    import ProcessTracker
    import RuncCommand

    extension TrackerRequest {
        /// Says that this request is on its way, and that nobody has answered yet.
        func reachFaultPoint() {
            switch self {
            case .create(_, let request): FaultPoint.reach(.createAsked, request.container.value)
            case .run(_, let request): FaultPoint.reach(.runAsked, request.name.value)
            case .attach(_, let name): FaultPoint.reach(.attachAsked, name.value)
            case .open(_, let name, _): FaultPoint.reach(.attachOpenAsked, name.value)
            default: return
            }
        }
    }
#endif

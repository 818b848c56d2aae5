extension CgroupTree {
    /// Stops all processes in it and below it from running. It does not wait for those inside a system call.
    ///
    /// - Returns: whether all have stopped already.
    @discardableResult
    public func freeze() throws(CgroupError) -> Bool {
        let folder = try freezerFolder()
        guard layout.kind == .unified else {
            try folder["freezer.state"].write("FROZEN")
            return try folder["freezer.state"].text() == "FROZEN"
        }
        try folder["cgroup.freeze"].write("1")
        return try folder["cgroup.events"].numbers()["frozen"] == 1
    }

    /// Lets all processes run on, also those that were frozen in a cgroup below.
    public func thaw() throws(CgroupError) {
        let (file, value) = layout.kind == .unified ? ("cgroup.freeze", "0") : ("freezer.state", "THAWED")
        for folder in try freezerFolder().all() {
            do {
                try folder[file].write(value)
            } catch {
                guard error.isAbsence else { throw error }
            }
        }
    }

    private func freezerFolder() throws(CgroupError) -> ControlFolder {
        guard layout.kind == .unified else { return try folder(of: "freezer") }
        guard let hierarchy = layout.hierarchies.first else { throw .missingController("freezer") }
        return folder(in: hierarchy)
    }
}

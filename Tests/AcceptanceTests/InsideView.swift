/// One thing that a process sees in its container.
struct InsideView: Sendable {
    /// What it is.
    let what: String
    /// A command of a shell that shows it; `$$` is the process that the API started.
    let command: String
    /// What it shows, by the container's kind. `{name}` stands for what only the running test knows.
    let unprivileged: String
    let privileged: String
    /// Where crun's containers differ, and why that is as it is.
    var crun: Difference?

    struct Difference: Sendable {
        var unprivileged: String?
        var privileged: String?
        let because: String
    }

    init(
        _ what: String, _ command: String, unprivileged: String, privileged: String, crun: Difference? = nil
    ) {
        (self.what, self.command, self.crun) = (what, command, crun)
        (self.unprivileged, self.privileged) = (unprivileged, privileged)
    }

    /// The same in both kinds.
    init(_ what: String, _ command: String, _ both: String, crun: Difference? = nil) {
        self.init(what, command, unprivileged: both, privileged: both, crun: crun)
    }

    /// What a container shows that `runtime` made.
    func expected(privileged isPrivileged: Bool, runtime: String) -> String {
        let own = runtime == "crun" ? (isPrivileged ? crun?.privileged : crun?.unprivileged) : nil
        return own ?? (isPrivileged ? privileged : unprivileged)
    }
}

extension Difference {
    /// Differences in how containers begin and end.
    static let ofLife = [
        missingProgram, missingBundle, relativeFolder, keepFlag, pidFileFolder, smallLetters,
    ]

    static let missingProgram = Difference(
        "what is said of a missing program", runc: #"exec: \"nosuch\": executable file not found in $PATH"#,
        crun: "executable file `nosuch` not found in $PATH",
        own: #"exec: \"nosuch\": executable file not found in $PATH"#,
        because: "callers look for it")
    static let missingBundle = Difference(
        "what is said of a missing bundle", runc: "chdir /nonexistent: no such file or directory",
        crun: "chdir `/nonexistent` failed", own: "chdir /nonexistent: no such file or directory",
        because: "runc's is kept")
    static let relativeFolder = Difference(
        "a relative working folder", runc: "refused", crun: "taken", own: "refused",
        because: "the specification says so")
    static let keepFlag = Difference(
        "`run --keep`", runc: "kept", crun: "no such flag", own: "kept", because: "runc's flags are kept")
    static let pidFileFolder = Difference(
        "where a relative path of a pid file begins, with `--bundle`", runc: "the caller's folder", crun: "the bundle",
        own: "the caller's folder", because: "nobody means a path in the bundle")
    static let smallLetters = Difference(
        "`kill` with a signal's name in small letters", runc: "sent", crun: "success, and nothing happens", own: "sent",
        because: "runc's is kept")
}

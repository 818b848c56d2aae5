import CGuardian

/// Which processors run a thread (sched_setaffinity(2)).
public enum ProcessorAffinity {
    /// Lets a thread run on these only, nil: the calling one, which in a program with one thread is all of it.
    /// Errno `.invalidArgument`: none of them is there and allowed.
    public static func set(_ processors: NumberList, of pid: PID? = nil) throws(LinuxError) {
        let words = processors.words
        let answer = cg_set_affinity(pid?.rawValue ?? 0, words, words.count)
        try SystemCall.check("set the processors to", "\(processors)", answer)
    }

    /// Where a thread may run.
    public static func current(of pid: PID? = nil) throws(LinuxError) -> NumberList {
        var words = [UInt64](repeating: 0, count: (NumberList.limit + 1) / 64)
        let answer = cg_get_affinity(pid?.rawValue ?? 0, &words, words.count)
        let count = try SystemCall.check("get the processors", nil, answer)
        return NumberList(words: Array(words.prefix(Int(count))))
    }
}

import CSeccomp
import Linux
import OCI
import SystemPackage

/// Makes a profile into a program, by libseccomp.
enum SeccompCompiler {
    /// The most instructions of a program (BPF_MAXINSNS).
    static let limit = 4096

    /// With more names than this the program looks for a call as in a tree instead of asking for one after the other.
    private static let namesInLine = 32

    static func compile(_ profile: OCISeccomp) throws(SeccompFault) -> [UInt8] {
        let byDefault = SeccompWords.answer(profile.defaultAction, profile.defaultErrorNumber)
        guard let context = seccomp_init(byDefault) else {
            throw .library(operation: "cannot begin a filter with", subject: profile.defaultAction.rawValue, .noMemory)
        }
        defer { seccomp_release(context) }
        let architectures = try add(profile.architectures, to: context)
        try check("set an attribute of", nil, seccomp_attr_set(context, SCMP_FLTATR_CTL_NNP, 0))
        if profile.rules.reduce(0, { $0 + $1.names.count }) > namesInLine {
            try check("set an attribute of", nil, seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2))
        }
        for rule in profile.rules {
            let answer = SeccompWords.answer(rule.action, rule.errorNumber)
            let conditions = try conditions(of: rule)
            for name in rule.names {
                guard !name.isEmpty else { throw .emptyName }
                // The library refuses what changes nothing.
                if answer != byDefault { try add(name, answer, conditions, to: context) }
            }
        }
        let program = UnknownCallStub(profile, architectures).program + (try export(context))
        guard program.count <= limit * 8 else { throw .tooLong(instructions: program.count / 8) }
        return program
    }

    /// Adds architectures to the machine's own, which a filter always has.
    ///
    /// - Returns: all of them.
    private static func add(
        _ names: [String], to context: scmp_filter_ctx
    ) throws(SeccompFault) -> [UInt32] {
        var all = [seccomp_arch_native()]
        for name in names {
            guard let token = SeccompWords.token(ofArchitecture: name) else { throw .unknownArchitecture(name) }
            guard !all.contains(token) else { continue }
            try check("error adding architecture to seccomp filter:", name, seccomp_arch_add(context, token))
            all.append(token)
        }
        return all
    }

    private static func conditions(of rule: OCISeccomp.Rule) throws(SeccompFault) -> [scmp_arg_cmp] {
        var conditions: [scmp_arg_cmp] = []
        for argument in rule.arguments {
            guard let comparison = SeccompWords.comparison(argument.comparison) else {
                throw .unknownOperator(argument.comparison)
            }
            guard argument.index < 6 else { throw .argumentIndex(argument.index) }
            conditions.append(
                scmp_arg_cmp(
                    arg: argument.index, op: comparison, datum_a: argument.value, datum_b: argument.valueTwo))
        }
        return conditions
    }

    private static func add(
        _ name: String, _ answer: UInt32, _ conditions: [scmp_arg_cmp], to context: scmp_filter_ctx
    ) throws(SeccompFault) {
        let number = seccomp_syscall_resolve_name(name)
        // Newer than the library, or of no architecture at all: as runc, profiles are written for many hosts.
        guard number != -1 else { return }
        // The library takes one condition for each argument; with more of them, as in runc, one has to hold.
        let isRepeated = Set(conditions.map(\.arg)).count < conditions.count
        let alternatives = isRepeated ? conditions.map { [$0] } : [conditions]
        for alternative in alternatives {
            let result = seccomp_rule_add_array(context, answer, number, UInt32(alternative.count), alternative)
            // It is there already.
            if result == -Errno.fileExists.rawValue { continue }
            try check("error adding seccomp rule for syscall", name, result)
        }
    }

    private static func export(_ context: scmp_filter_ctx) throws(SeccompFault) -> [UInt8] {
        let number = cseccomp_memory_file()
        try check("make memory file", "seccomp", number)
        let file = FileDescriptor(rawValue: number)
        defer { file.closeIgnoringErrors() }
        try check("error exporting seccomp filter", nil, seccomp_export_bpf(context, number))
        do {
            try file.seek(offset: 0, from: .start)
            var program: [UInt8] = []
            while let part = try file.readNow(upTo: 64 << 10), !part.isEmpty { program += part }
            return program
        } catch {
            throw .system("\(error)")
        }
    }

    private static func check(_ operation: String, _ subject: String?, _ answer: Int32) throws(SeccompFault) {
        guard answer < 0 else { return }
        throw .library(operation: operation, subject: subject, Errno(rawValue: -answer))
    }
}

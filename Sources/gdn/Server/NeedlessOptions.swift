import ArgumentParser
import Logging

/// Flags of the original that name programs which this server does without.
///
/// They stand in operators' start scripts, and nothing is lost when they are ignored.
struct NeedlessOptions: ParsableArguments {
    private static let streams = "files are packed and unpacked by gdn-tar, beside gdn; no other tar program is needed"
    private static let firewall = "the firewall is nftables, which needs no program"

    @Option(help: ArgumentHelp("Not needed: processes are looked after by gdn-tracker.", valueName: "path"))
    var dadooBin: String?

    @Option(help: ArgumentHelp("Not needed: files are streamed by gdn-tar.", valueName: "path"))
    var nstarBin: String?

    @Option(help: ArgumentHelp("Not needed: files are streamed by gdn-tar.", valueName: "path"))
    var tarBin: String?

    @Option(help: ArgumentHelp("Not needed: the firewall is nftables.", valueName: "path"))
    var iptablesBin: String?

    @Option(help: ArgumentHelp("Not needed: the firewall is nftables.", valueName: "path"))
    var iptablesRestoreBin: String?

    /// Writes a line for each flag that was given.
    func warn(_ log: Logger) {
        let flags = [
            ("--dadoo-bin", dadooBin, "processes are looked after by gdn-tracker, beside gdn"),
            ("--nstar-bin", nstarBin, Self.streams), ("--tar-bin", tarBin, Self.streams),
            ("--iptables-bin", iptablesBin, Self.firewall),
            ("--iptables-restore-bin", iptablesRestoreBin, Self.firewall),
        ]
        for (name, value, reason) in flags where value != nil {
            log.warning("guardian.flag.ignored", metadata: ["flag": "\(name)", "reason": "\(reason)"])
        }
    }
}

import Linux
import OCI

extension MemoryPolicy {
    init(_ specification: OCIMemoryPolicy) throws(ConfigurationFault) {
        guard let mode = Mode(name: specification.mode) else { throw .memoryPolicyMode(specification.mode) }
        guard let nodes = NumberList(specification.nodes) else { throw .memoryPolicyNodes(specification.nodes) }
        self.init(mode, nodes: nodes)
        for name in specification.flags {
            guard let flag = Flags(name: name) else { throw .memoryPolicyFlag(name) }
            flags.insert(flag)
        }
    }
}

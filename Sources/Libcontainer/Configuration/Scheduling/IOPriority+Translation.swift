import Linux
import OCI

extension IOPriority {
    /// Takes names for numbers; a level that cannot be is for `Configuration.validate` to refuse.
    init(_ specification: OCIIOPriority) throws(ConfigurationFault) {
        guard let ioClass = Class(name: specification.ioClass) else {
            throw .ioPriorityClass(specification.ioClass)
        }
        self.init(ioClass, level: Int32(clamping: specification.priority))
    }
}

import Cgroups
import OCI

extension CgroupConfiguration {
    /// Who may use which devices, in the document's order.
    func deviceAccess() throws(LibcontainerError) -> DeviceAccess {
        try cgroups { () throws(CgroupError) in
            var rules: [DeviceRule] = []
            for rule in resources.devices { rules.append(try DeviceRule(rule)) }
            return try DeviceAccess(rules)
        }
    }
}

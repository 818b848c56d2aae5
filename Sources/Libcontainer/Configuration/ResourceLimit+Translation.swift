import Linux
import OCI

extension ResourceLimit {
    init(_ limit: OCIResourceLimit) throws(ConfigurationFault) {
        guard let resource = Resource(name: limit.type) else { throw .resourceLimit(limit.type) }
        self.init(resource, soft: limit.soft, hard: limit.hard)
    }
}

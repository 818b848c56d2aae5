import Garden
import Guardian
import JSON

/// Whose root file system it is.
enum VolumeOwner: Hashable, Sendable {
    case container(Handle)
    case pea(Pea)

    /// The container.
    var handle: Handle {
        switch self {
        case .container(let handle): handle
        case .pea(let pea): pea.handle
        }
    }
}

extension ContainerRecords {
    /// What was stored about a volume.
    func volume(of owner: VolumeOwner) async throws -> JSONValue? {
        switch owner {
        case .container(let handle): try await section(.volume, of: handle)
        case .pea(let pea): try await section(.volume, of: pea)
        }
    }

    /// Stores what is to be known about a volume.
    func storeVolume(_ value: JSONValue, of owner: VolumeOwner) async throws {
        switch owner {
        case .container(let handle): try await store(value, as: .volume, of: handle)
        case .pea(let pea): try await store(value, as: .volume, of: pea)
        }
    }
}

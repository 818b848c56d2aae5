import SystemPackage

/// What `gdn-tar` is asked to do.
enum Arguments: Hashable {
    /// A place in a container as one of its users has it.
    struct Place: Hashable {
        var cgroups: [FilePath] = []
        var user: String
        var path: String
    }

    case unpack(Place)
    case pack(Place)
    case unpackImage(FilePath)

    /// Nil for what makes no sense. The first word is the program's name.
    init?(_ words: [String]) {
        var rest = words.dropFirst()[...]
        switch rest.popFirst() {
        case "in":
            guard let place = Place(rest) else { return nil }
            self = .unpack(place)
        case "out":
            guard let place = Place(rest) else { return nil }
            self = .pack(place)
        case "image":
            guard let path = rest.first, rest.count == 1, !path.isEmpty else { return nil }
            self = .unpackImage(FilePath(path))
        default:
            return nil
        }
    }
}

extension Arguments.Place {
    init?(_ words: ArraySlice<String>) {
        var (rest, cgroups): (ArraySlice<String>, [FilePath]) = (words, [])
        while rest.first == "--cgroup" {
            guard rest.count > 1 else { return nil }
            cgroups.append(FilePath(rest[rest.startIndex + 1]))
            rest = rest.dropFirst(2)
        }
        guard rest.count == 2, let user = rest.first, let path = rest.last else { return nil }
        self.init(cgroups: cgroups, user: user, path: path)
    }

    /// An absolute path; a relative one starts at the user's home. An empty one is the home itself.
    func absolutePath(home: String) -> String {
        if path.hasPrefix("/") { return path }
        let start = home.hasPrefix("/") ? home : "/" + home
        return start.hasSuffix("/") ? start + path : "\(start)/\(path)"
    }
}

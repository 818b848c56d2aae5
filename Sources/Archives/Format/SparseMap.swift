/// The maps of files with holes, in all forms that GNU tar has written.
enum SparseMap {
    /// A map is kept as a whole, so it must end somewhere; this many extents take 16 MB.
    static let limit = 1 << 20

    /// Whether the extents follow one another, lie within the file, and have together as many bytes as are stored.
    ///
    /// - Throws: `ArchiveError.malformed` if not.
    static func check(_ extents: [Extent], size: Int64, stored: Int64) throws(ArchiveError) {
        guard size >= 0 else { throw damaged }
        var (end, sum): (Int64, Int64) = (0, 0)
        for extent in extents {
            guard extent.offset >= end, extent.count >= 0, extent.count <= size, extent.offset <= size - extent.count
            else { throw damaged }
            end = extent.offset + extent.count
            sum += extent.count
        }
        guard sum == stored else { throw damaged }
    }

    /// Adds the descriptors of a block in the old form: pairs of 12-byte numbers from `start` on, up to an empty one.
    static func append(
        _ count: Int, at start: Int, of block: [UInt8], to extents: inout [Extent]
    ) throws(ArchiveError) {
        for index in 0..<count {
            let field = start + index * 24
            guard block[field] != 0 || block[field + 12] != 0 else { return }
            extents.append(
                Extent(
                    offset: try TarHeader.number(block[field..<field + 12], "sparse map"),
                    count: try TarHeader.number(block[field + 12..<field + 24], "sparse map")))
            guard extents.count <= limit else { throw damaged }
        }
    }

    /// The map of an extended header: as one text (form 0.1) or as a record for each number (form 0.0). Nil: none.
    static func read(_ records: PaxRecords) throws(ArchiveError) -> [Extent]? {
        var numbers: [Int64] = []
        if let text = records["GNU.sparse.map"] {
            for part in text.split(separator: UInt8(ascii: ",")) { numbers.append(try number(part)) }
        } else if records["GNU.sparse.numblocks"] != nil {
            for record in records.records {
                let isOffset = record.key.elementsEqual("GNU.sparse.offset".utf8)
                guard isOffset || record.key.elementsEqual("GNU.sparse.numbytes".utf8) else { continue }
                guard isOffset == numbers.count.isMultiple(of: 2) else { throw damaged }
                numbers.append(try number(record.value[...]))
            }
        } else {
            return nil
        }
        guard numbers.count.isMultiple(of: 2) else { throw damaged }
        return stride(from: 0, to: numbers.count, by: 2).map { Extent(offset: numbers[$0], count: numbers[$0 + 1]) }
    }

    /// Reads the map in front of a file's contents (form 1.0): lines with a count, then offset and length of each extent.
    ///
    /// - Parameter nextBlock: the next block of the contents, to the end of which the map is filled up.
    static func read(_ nextBlock: () throws(ArchiveError) -> [UInt8]) throws(ArchiveError) -> [Extent] {
        var (count, numbers, digits): (Int64?, [Int64], [UInt8]) = (nil, [], [])
        while true {
            for byte in try nextBlock() {
                guard byte == UInt8(ascii: "\n") else {
                    digits.append(byte)
                    guard digits.count < 20 else { throw damaged }
                    continue
                }
                let value = try number(digits[...])
                digits.removeAll(keepingCapacity: true)
                if count == nil { count = value } else { numbers.append(value) }
                guard let count, count <= limit else { throw damaged }
                if numbers.count == 2 * Int(count) {
                    return stride(from: 0, to: numbers.count, by: 2).map {
                        Extent(offset: numbers[$0], count: numbers[$0 + 1])
                    }
                }
            }
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) throws(ArchiveError) -> Int64 {
        guard let value = PaxRecords.decimal(digits) else { throw damaged }
        return Int64(value)
    }

    static let damaged = ArchiveError.malformed(reason: "a sparse map is damaged")
}

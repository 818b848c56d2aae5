import CNftables

/// A conversation with nftables, about the network namespace in which it was begun. Not for several threads at once.
struct NftablesContext: ~Copyable {
    private let handle: OpaquePointer

    init() throws(NetworkerError) {
        guard let handle = nft_ctx_new(UInt32(NFT_CTX_DEFAULT)) else {
            throw .firewall(operation: "begin", reason: "no memory")
        }
        nft_ctx_buffer_output(handle)
        nft_ctx_buffer_error(handle)
        self.handle = handle
    }

    deinit { nft_ctx_free(handle) }

    /// Makes all changes in `commands`, or none and throws what nftables said.
    func run(_ commands: String, _ operation: String) throws(NetworkerError) {
        try execute(commands, operation)
        // Reading it empties it.
        _ = nft_ctx_get_output_buffer(handle)
    }

    /// The answer to a listing, in JSON.
    func ask(_ command: String, _ operation: String) throws(NetworkerError) -> String {
        let flags = nft_ctx_output_get_flags(handle)
        nft_ctx_output_set_flags(handle, flags | UInt32(NFT_CTX_OUTPUT_JSON))
        defer { nft_ctx_output_set_flags(handle, flags) }
        try execute(command, operation)
        return nft_ctx_get_output_buffer(handle).map { String(cString: $0) } ?? ""
    }

    private func execute(_ commands: String, _ operation: String) throws(NetworkerError) {
        let answer = nft_run_cmd_from_buffer(handle, commands)
        let complaint = nft_ctx_get_error_buffer(handle).map { String(cString: $0) } ?? ""
        guard answer != 0 else { return }
        // The lines after the first show the command and point at the place in it.
        let reason = complaint.split(separator: "\n").first.map(String.init) ?? "nftables gave no reason"
        throw .firewall(operation: operation, reason: reason)
    }
}

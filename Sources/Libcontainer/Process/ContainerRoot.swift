import Linux

/// Being root in a user namespace that was entered as nobody in particular.
enum ContainerRoot {
    /// Takes the namespace's user and group 0, with which the calling process keeps all capabilities.
    static func become() throws(LibcontainerError) {
        try system { () throws(LinuxError) in
            try Credentials.setGroup(0)
            try Credentials.setUser(0)
            // Whoever else is root there may look into it otherwise, where the host has set fs.suid_dumpable.
            try OwnProcess.setDumpable(false)
        }
    }
}

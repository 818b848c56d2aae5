#pragma once

/// The value behind the argument `option`; NULL when it is not there.
const char *value_of(char **arguments, const char *option);

/// Writes into a new file `record.N` of `folder`, as JSON, how this process was started.
void write_record(const char *folder, char **arguments, char **environment);

/// Does what the lines of the file `script` of `folder` say, if there is one. May not return.
///
/// In texts `\n` is a new line, and `\\` a backslash.
///
///     out TEXT            writes to standard output
///     err TEXT            writes to standard error
///     fill FD COUNT       writes so many bytes to a descriptor
///     repeat COUNT TEXT   writes a text to standard output so many times
///     cat                 copies standard input to standard output
///     close FD            closes a descriptor
///     log TEXT            appends a line to the file of --log
///     pid TEXT            writes the file of --pid-file
///     send OPTION COUNT TEXT   connects to the socket behind an option, and sends a text with so many descriptors
///     grandchild SECONDS  leaves a process that has all descriptors for so long; the file `grandchild` has its number
///     wait                waits for a signal
///     signal NUMBER       sends itself a signal
///     exit STATUS         ends
void run_script(const char *folder, char **arguments);

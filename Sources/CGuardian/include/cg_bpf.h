#ifndef CG_BPF_H
#define CG_BPF_H

#include <stddef.h>
#include <stdint.h>

/// Loads a program that decides about devices (BPF_PROG_TYPE_CGROUP_DEVICE); returns a close-on-exec descriptor of it,
/// or -errno.
int cg_bpf_load_device_program(const uint64_t *instructions, size_t count);

/// The ids of the device programs of the cgroup whose folder is open as `cgroup`; returns their number, or -errno.
/// -ENOSPC: there are more than `room`.
int cg_bpf_device_programs(int cgroup, uint32_t *ids, size_t room);

/// Opens the program with an id; returns a close-on-exec descriptor, or -errno. -ENOENT: it is gone.
int cg_bpf_open_program(uint32_t id);

/// Adds a device program to a cgroup, beside others, or in the place of `replaced` unless that is -1; returns 0 or
/// -errno.
int cg_bpf_attach_device_program(int cgroup, int program, int replaced);

/// Takes a device program away from a cgroup; returns 0 or -errno.
int cg_bpf_detach_device_program(int cgroup, int program);

#endif

#define _GNU_SOURCE
#include "cg_bpf.h"

#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int call(int command, union bpf_attr *attributes) {
  for (;;) {
    long answer = syscall(SYS_bpf, command, attributes, sizeof *attributes);
    if (answer >= 0) return (int)answer;
    // The verifier says EAGAIN when a signal comes.
    if (errno != EINTR && errno != EAGAIN) return -errno;
  }
}

int cg_bpf_load_device_program(const uint64_t *instructions, size_t count) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
  attributes.expected_attach_type = BPF_CGROUP_DEVICE;
  attributes.insns = (uintptr_t)instructions;
  attributes.insn_cnt = (uint32_t)count;
  attributes.license = (uintptr_t) "Apache-2.0";
  return call(BPF_PROG_LOAD, &attributes);
}

int cg_bpf_device_programs(int cgroup, uint32_t *ids, size_t room) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.query.target_fd = (uint32_t)cgroup;
  attributes.query.attach_type = BPF_CGROUP_DEVICE;
  attributes.query.prog_ids = (uintptr_t)ids;
  attributes.query.prog_cnt = (uint32_t)room;
  int answer = call(BPF_PROG_QUERY, &attributes);
  return answer < 0 ? answer : (int)attributes.query.prog_cnt;
}

int cg_bpf_open_program(uint32_t id) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.prog_id = id;
  return call(BPF_PROG_GET_FD_BY_ID, &attributes);
}

int cg_bpf_attach_device_program(int cgroup, int program, int replaced) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.target_fd = (uint32_t)cgroup;
  attributes.attach_bpf_fd = (uint32_t)program;
  attributes.attach_type = BPF_CGROUP_DEVICE;
  attributes.attach_flags = BPF_F_ALLOW_MULTI;
  if (replaced >= 0) {
    attributes.attach_flags |= BPF_F_REPLACE;
    attributes.replace_bpf_fd = (uint32_t)replaced;
  }
  return call(BPF_PROG_ATTACH, &attributes);
}

int cg_bpf_detach_device_program(int cgroup, int program) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.target_fd = (uint32_t)cgroup;
  attributes.attach_bpf_fd = (uint32_t)program;
  attributes.attach_type = BPF_CGROUP_DEVICE;
  return call(BPF_PROG_DETACH, &attributes);
}

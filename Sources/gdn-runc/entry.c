/// Where this program begins: before its C library, and so before anything of it costs time.
///
/// A program that meets the processes of a container goes on as a form of itself that nobody can write to
/// (`OwnProgram` in the Linux module has the reason). That is an exec, and whatever the first image did would be done
/// twice. So it does nothing: it makes the form with three system calls, and becomes it. When that fails, or the form is
/// another, the program begins as it is, and `RuntimeProgram` does it the long way, or finds that it is done.

#include <asm/unistd.h>
#include <linux/fcntl.h>
#include <linux/mount.h>
#include <stdbool.h>
#include <stddef.h>

#ifndef OPEN_TREE_CLONE
#define OPEN_TREE_CLONE 1
#endif
enum { tree_cloexec = 02000000 };

#if defined(__x86_64__)
__asm__(
    ".text\n"
    ".globl guardian_entry\n"
    ".type guardian_entry, @function\n"
    "guardian_entry:\n"
    "  xor %ebp, %ebp\n"
    "  mov %rsp, %rbx\n"
    "  mov %rsp, %rdi\n"
    "  call guardian_protect\n"
    "  mov %rbx, %rsp\n"
    "  xor %ebx, %ebx\n"
    "  xor %edx, %edx\n"
    "  jmp _start\n"
    ".size guardian_entry, . - guardian_entry\n");

static long call(long number, long one, long two, long three, long four, long five) {
  long answer;
  register long r10 __asm__("r10") = four;
  register long r8 __asm__("r8") = five;
  __asm__ volatile("syscall"
                   : "=a"(answer)
                   : "a"(number), "D"(one), "S"(two), "d"(three), "r"(r10), "r"(r8)
                   : "rcx", "r11", "memory");
  return answer;
}
#elif defined(__aarch64__)
__asm__(
    ".text\n"
    ".globl guardian_entry\n"
    ".type guardian_entry, %function\n"
    "guardian_entry:\n"
    "  mov x29, #0\n"
    "  mov x30, #0\n"
    "  mov x19, sp\n"
    "  mov x0, sp\n"
    "  bl guardian_protect\n"
    "  mov sp, x19\n"
    "  mov x0, #0\n"
    "  b _start\n"
    ".size guardian_entry, . - guardian_entry\n");

static long call(long number, long one, long two, long three, long four, long five) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = one;
  register long x1 __asm__("x1") = two;
  register long x2 __asm__("x2") = three;
  register long x3 __asm__("x3") = four;
  register long x4 __asm__("x4") = five;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
}
#endif

static const char own_program[] = "/proc/self/exe";

static bool is(const char *word, const char *other) {
  while (*word && *word == *other) word++, other++;
  return *word == *other;
}

/// Whether one of the words is a command by which a process of this program meets those of a container. Any of them will
/// do: a container with such a name is protected for nothing.
static bool needs_protection(long count, char **words) {
  for (long index = 1; index < count; index++) {
    if (is(words[index], "run") || is(words[index], "create") || is(words[index], "exec")) return true;
  }
  return false;
}

/// A file that is a mount by itself, attached nowhere, is its own root.
static bool is_protected(void) {
  char path[2];
  return call(__NR_readlinkat, AT_FDCWD, (long)own_program, (long)path, sizeof path, 0) == 1 && path[0] == '/';
}

/// `stack` is what the kernel gives a new program: the count of its arguments, the arguments, and the environment.
__attribute__((used)) void guardian_protect(long *stack) {
  long count = stack[0];
  char **words = (char **)(stack + 1);
  if (!needs_protection(count, words) || is_protected()) return;
  long tree = call(__NR_open_tree, AT_FDCWD, (long)own_program, OPEN_TREE_CLONE | tree_cloexec, 0, 0);
  if (tree < 0) return;
  struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY};
  long answer =
      call(__NR_mount_setattr, tree, (long)"", AT_EMPTY_PATH, (long)&attributes, sizeof attributes);
  if (answer == 0) call(__NR_execveat, tree, (long)"", (long)words, (long)(words + count + 1), AT_EMPTY_PATH);
  call(__NR_close, tree, 0, 0, 0, 0);
}

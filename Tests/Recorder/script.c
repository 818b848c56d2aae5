#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "recorder.h"

enum { most_sent = 8 };

/// A write that fails ends it as it would a runtime: nobody reads any more.
static void put(int descriptor, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(descriptor, bytes, count);
    if (written < 0) exit(98);
    bytes += written;
    count -= (size_t)written;
  }
}

static char *unescape(char *text) {
  char *end = text;
  for (char *next = text; *next; next++) {
    if (*next == '\\') {
      next++;
      *end++ = *next == 'n' ? '\n' : *next;
    } else {
      *end++ = *next;
    }
  }
  *end = 0;
  return text;
}

static void put_text(int descriptor, char *text) {
  unescape(text);
  put(descriptor, text, strlen(text));
}

static void fill(int descriptor, size_t count) {
  char bytes[4096];
  memset(bytes, 'x', sizeof bytes);
  for (; count > sizeof bytes; count -= sizeof bytes) put(descriptor, bytes, sizeof bytes);
  put(descriptor, bytes, count);
}

static void put_file(const char *path, int flags, char *text) {
  int file = path ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600) : -1;
  if (file < 0) exit(97);
  put_text(file, text);
  close(file);
}

static void append_log(char **arguments, char *text) {
  const char *path = value_of(arguments, "--log");
  put_file(path, O_APPEND, text);
  put_file(path, O_APPEND, (char[]){'\n', 0});
}

static void copy_input(void) {
  char bytes[4096];
  ssize_t count;
  while ((count = read(0, bytes, sizeof bytes)) > 0) put(1, bytes, (size_t)count);
}

/// The number that `*text` begins with; what is left begins behind the blank.
static long number(char **text) {
  long value = strtol(*text, text, 10);
  if (**text == ' ') (*text)++;
  return value;
}

static void repeat(char *text) {
  long count = number(&text);
  unescape(text);
  for (; count > 0; count--) put(1, text, strlen(text));
}

static void leave_grandchild(const char *folder, unsigned seconds) {
  pid_t pid = fork();
  if (pid < 0) exit(97);
  if (pid == 0) {
    sleep(seconds);
    _exit(0);
  }
  char path[PATH_MAX], temporary[PATH_MAX], digits[32];
  snprintf(path, sizeof path, "%s/grandchild", folder);
  snprintf(temporary, sizeof temporary, "%s/new-grandchild", folder);
  snprintf(digits, sizeof digits, "%d", pid);
  put_file(temporary, O_TRUNC, digits);
  if (rename(temporary, path) < 0) exit(97);
}

static int connect_to(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0 || !path || strlen(path) >= sizeof address.sun_path) exit(97);
  memcpy(address.sun_path, path, strlen(path) + 1);
  if (connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0) exit(96);
  return descriptor;
}

static void send_descriptors(char **arguments, char *text) {
  char *option = strsep(&text, " ");
  if (!text) exit(97);
  size_t count = (size_t)number(&text);
  if (count > most_sent) exit(97);
  unescape(text);

  int descriptor = connect_to(value_of(arguments, option));
  struct iovec bytes = {.iov_base = text, .iov_len = strlen(text)};
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(int) * most_sent)];
  } control;
  memset(&control, 0, sizeof control);
  struct msghdr message = {.msg_iov = &bytes, .msg_iovlen = 1};
  if (count > 0) {
    message.msg_control = &control;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * count);
    // Standard input stands for a terminal.
    memset(CMSG_DATA(header), 0, sizeof(int) * count);
  }
  if (sendmsg(descriptor, &message, 0) < 0) exit(96);
  close(descriptor);
}

static void wait_for_signal(void) {
  for (;;) pause();
}

static void run_line(const char *folder, char **arguments, char *line) {
  char *rest = line;
  const char *verb = strsep(&rest, " ");
  if (!rest) rest = line + strlen(line);
  if (strcmp(verb, "out") == 0) return put_text(1, rest);
  if (strcmp(verb, "err") == 0) return put_text(2, rest);
  if (strcmp(verb, "repeat") == 0) return repeat(rest);
  if (strcmp(verb, "cat") == 0) return copy_input();
  if (strcmp(verb, "close") == 0) return (void)close(atoi(rest));
  if (strcmp(verb, "log") == 0) return append_log(arguments, rest);
  if (strcmp(verb, "pid") == 0) return put_file(value_of(arguments, "--pid-file"), O_TRUNC, rest);
  if (strcmp(verb, "send") == 0) return send_descriptors(arguments, rest);
  if (strcmp(verb, "grandchild") == 0) return leave_grandchild(folder, (unsigned)atoi(rest));
  if (strcmp(verb, "wait") == 0) return wait_for_signal();
  if (strcmp(verb, "signal") == 0) return (void)raise(atoi(rest));
  if (strcmp(verb, "exit") == 0) exit(atoi(rest));
  if (strcmp(verb, "fill") == 0) {
    long descriptor = number(&rest);
    return fill((int)descriptor, (size_t)number(&rest));
  }
  exit(95);
}

void run_script(const char *folder, char **arguments) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/script", folder);
  FILE *script = fopen(path, "re");
  if (!script) return;
  // Read as a whole: a script that never ends must hold nothing open.
  char *text = NULL;
  size_t space = 0;
  ssize_t count = getdelim(&text, &space, 0, script);
  fclose(script);
  char *rest = count > 0 ? text : NULL;
  char *line;
  while ((line = strsep(&rest, "\n"))) {
    if (*line) run_line(folder, arguments, line);
  }
  free(text);
}

#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorder.h"

enum { descriptor_limit = 256 };

static void put_string(FILE *file, const char *text, size_t count) {
  fputc('"', file);
  for (size_t index = 0; index < count; index++) {
    unsigned char byte = (unsigned char)text[index];
    if (byte == '"' || byte == '\\' || byte < 0x20) {
      fprintf(file, "\\u%04x", byte);
    } else {
      fputc(byte, file);
    }
  }
  fputc('"', file);
}

static void put_strings(FILE *file, const char *key, char **strings) {
  fprintf(file, "\"%s\":[", key);
  for (char **string = strings; *string; string++) {
    if (string != strings) fputc(',', file);
    put_string(file, *string, strlen(*string));
  }
  fputs("],", file);
}

/// A line of /proc/self/status, such as that of the signals that are ignored.
static void put_status(FILE *file, const char *key, const char *name) {
  FILE *status = fopen("/proc/self/status", "re");
  char line[512];
  size_t length = strlen(name);
  while (status && fgets(line, sizeof line, status)) {
    if (strncmp(line, name, length) != 0) continue;
    const char *value = line + length + 1 + strspn(line + length + 1, " \t");
    fprintf(file, "\"%s\":", key);
    put_string(file, value, strcspn(value, "\n"));
    fputc(',', file);
  }
  if (status) fclose(status);
}

static size_t open_descriptors(int *numbers) {
  DIR *folder = opendir("/proc/self/fd");
  if (!folder) exit(99);
  size_t count = 0;
  struct dirent *entry;
  while ((entry = readdir(folder)) && count < descriptor_limit) {
    if (entry->d_name[0] == '.') continue;
    int number = atoi(entry->d_name);
    if (number != dirfd(folder)) numbers[count++] = number;
  }
  closedir(folder);
  return count;
}

/// What is in a regular file, or one in memory, from where it stands; its position stays.
static void put_contents(FILE *file, int number, const struct stat *status) {
  if (!S_ISREG(status->st_mode)) return;
  off_t position = lseek(number, 0, SEEK_CUR);
  size_t limit = (size_t)status->st_size + 1;
  char *bytes = malloc(limit);
  ssize_t count = bytes && position >= 0 ? pread(number, bytes, limit, position) : -1;
  if (count >= 0) {
    fputs(",\"contents\":", file);
    put_string(file, bytes, (size_t)count);
  }
  free(bytes);
}

static void put_descriptor(FILE *file, int number) {
  char path[64], target[PATH_MAX];
  snprintf(path, sizeof path, "/proc/self/fd/%d", number);
  ssize_t length = readlink(path, target, sizeof target);
  struct stat status;
  if (length < 0 || fstat(number, &status) < 0) exit(99);
  fprintf(file, "{\"number\":%d,\"mode\":%u,\"flags\":%d,\"device\":%llu,\"owner\":%u,\"group\":%u,\"target\":", number,
          status.st_mode, fcntl(number, F_GETFL), (unsigned long long)status.st_rdev, status.st_uid, status.st_gid);
  put_string(file, target, (size_t)length);
  put_contents(file, number, &status);
  fputc('}', file);
}

static void put_descriptors(FILE *file, const int *numbers, size_t count) {
  fputs("\"descriptors\":[", file);
  for (size_t index = 0; index < count; index++) {
    if (index > 0) fputc(',', file);
    put_descriptor(file, numbers[index]);
  }
  fputs("]}", file);
}

/// Gives the file the first name that is free; it is complete when it has a name.
static void publish(const char *folder, const char *temporary) {
  char path[PATH_MAX];
  for (int number = 0; number < 100000; number++) {
    snprintf(path, sizeof path, "%s/record.%d", folder, number);
    if (link(temporary, path) == 0) break;
  }
  unlink(temporary);
}

void write_record(const char *folder, char **arguments, char **environment) {
  // Before anything is opened here.
  int numbers[descriptor_limit];
  size_t count = open_descriptors(numbers);
  int death_signal = 0;
  prctl(PR_GET_PDEATHSIG, &death_signal);

  char temporary[PATH_MAX], directory[PATH_MAX];
  snprintf(temporary, sizeof temporary, "%s/new.%d", folder, getpid());
  FILE *file = fopen(temporary, "wxe");
  if (!file || !getcwd(directory, sizeof directory)) exit(99);
  fputc('{', file);
  put_strings(file, "arguments", arguments);
  put_strings(file, "environment", environment);
  fputs("\"directory\":", file);
  put_string(file, directory, strlen(directory));
  fprintf(file, ",\"pid\":%d,\"group\":%d,\"session\":%d,\"deathSignal\":%d,", getpid(), getpgrp(), getsid(0),
          death_signal);
  put_status(file, "ignoredSignals", "SigIgn");
  put_status(file, "blockedSignals", "SigBlk");
  put_descriptors(file, numbers, count);
  if (fclose(file) != 0) exit(99);
  publish(folder, temporary);
}

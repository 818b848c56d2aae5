/// Plays a runtime: writes down how it was called, and does what a script says. Both are in the folder that the
/// environment variable RECORDER_FOLDER names.
#include <stdlib.h>
#include <string.h>

#include "recorder.h"

const char *value_of(char **arguments, const char *option) {
  for (; *arguments; arguments++) {
    if (strcmp(*arguments, option) == 0) return arguments[1];
  }
  return NULL;
}

int main(int count, char **arguments, char **environment) {
  (void)count;
  const char *folder = getenv("RECORDER_FOLDER");
  if (!folder) return 99;
  write_record(folder, arguments, environment);
  run_script(folder, arguments);
  return 0;
}

/// All of this program is in the ProcessTracker library; this hands it the arguments.

int guardian_tracker_main(int count, char *const *arguments, char *const *environment);

int main(int count, char **arguments, char **environment) {
  return guardian_tracker_main(count, arguments, environment);
}

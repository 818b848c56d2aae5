/// All of this program is in the RuntimeCommands library; this hands it the arguments.

int guardian_runc_main(int count, char *const *arguments, char *const *environment);

int main(int count, char **arguments, char **environment) {
  return guardian_runc_main(count, arguments, environment);
}

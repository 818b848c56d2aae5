/// All of this program is in the Archives library; this hands it the arguments.

int guardian_tar_main(int count, char *const *arguments, char *const *environment);

int main(int count, char **arguments, char **environment) {
  return guardian_tar_main(count, arguments, environment);
}

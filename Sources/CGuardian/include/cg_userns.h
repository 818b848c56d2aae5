#ifndef CG_USERNS_H
#define CG_USERNS_H

/// The step at which making a user namespace failed.
enum cg_userns_stage { CG_USERNS_CLONE, CG_USERNS_USERS, CG_USERNS_GROUPS, CG_USERNS_OPEN };

/// Makes a user namespace (user_namespaces(7)). `users` and `groups` are the texts for its uid_map and gid_map.
///
/// A child that shares this program's memory stands in it for the short time that this takes; it is gone when this
/// returns, and ends by itself should this program be killed meanwhile.
///
/// Returns a close-on-exec descriptor of the namespace, or -errno and the step that failed in `*stage`.
int cg_userns_make(const char *users, const char *groups, enum cg_userns_stage *stage);

#endif

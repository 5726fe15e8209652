#define _GNU_SOURCE
#include "CLandlock.h"

#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

// The same on every architecture (include/uapi/asm-generic/unistd.h of Linux 5.13).
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

// From include/uapi/linux/landlock.h. A kernel that knows a shorter structure takes this one as
// long as what it does not know is zero.
struct ruleset_attributes {
  uint64_t handled_access_fs;   // version 1
  uint64_t handled_access_net;  // version 4
  uint64_t scoped;              // version 6
};

struct path_beneath_attributes {
  uint64_t allowed_access;
  int32_t parent_fd;
} __attribute__((packed));

enum {
  CREATE_RULESET_VERSION = 1 << 0,
  RULE_PATH_BENEATH = 1,
  RESTRICT_SELF_TSYNC = 1 << 3,
};

static int outcome(long result) { return result == -1 ? -errno : (int)result; }

int orpheus_landlock_version(void) {
  return outcome(syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, CREATE_RULESET_VERSION));
}

int orpheus_landlock_create(struct orpheus_landlock_reach reach) {
  struct ruleset_attributes attributes = {
      .handled_access_fs = reach.files,
      .handled_access_net = reach.network,
      .scoped = reach.scopes,
  };
  return outcome(syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0));
}

int orpheus_landlock_allow(int ruleset, int place, uint64_t files) {
  struct path_beneath_attributes rule = {.allowed_access = files, .parent_fd = place};
  return outcome(syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0));
}

int orpheus_landlock_enforce(int ruleset, int all_threads) {
  return outcome(
      syscall(SYS_landlock_restrict_self, ruleset, all_threads ? RESTRICT_SELF_TSYNC : 0));
}

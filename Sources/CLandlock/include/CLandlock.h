// Landlock (landlock(7)): how a process gives up access to files, networks and other processes.
// glibc has no functions for it, and distributions' kernel headers are older than many kernels, so
// the structures and numbers are declared in CLandlock.c.
//
// Every function returns 0 or a value on success and a negative errno on failure.

#ifndef ORPHEUS_CLANDLOCK_H
#define ORPHEUS_CLANDLOCK_H

#include <stdint.h>

// The newest version of the interface that the kernel offers, 1 or more. −ENOSYS where it was built
// without, −EOPNOTSUPP where it was started without.
int orpheus_landlock_version(void);

// What a ruleset takes away but for what its rules give back: rights over files, over the network,
// and dealings with processes outside. Bits the kernel does not know are refused with −EINVAL.
struct orpheus_landlock_reach {
  uint64_t files;
  uint64_t network;
  uint64_t scopes;
};

// Makes a ruleset; a descriptor, close-on-exec.
int orpheus_landlock_create(struct orpheus_landlock_reach reach);

// Gives the rights in `files` back for the file or directory open as `place` and what is below it.
int orpheus_landlock_allow(int ruleset, int place, uint64_t files);

// Puts the ruleset in force for this thread and those it starts, or with `all_threads` (version 8
// and newer) for the whole process. Needs no_new_privs.
int orpheus_landlock_enforce(int ruleset, int all_threads);

#endif

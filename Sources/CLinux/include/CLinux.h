// The parts of the Linux interface that Swift's Glibc module cannot express: macros over message
// control blocks, variadic calls, and structures that end in a flexible array.
//
// Every function returns 0 or a value on success and a negative errno on failure, retries EINTR,
// and keeps no state.

#ifndef ORPHEUS_CLINUX_H
#define ORPHEUS_CLINUX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// What statx(2) says of one file, as FileIdentity wants it.
struct orpheus_stat {
  uint64_t device;
  uint64_t inode;
  int64_t size;
  int64_t modified_ns;
  int64_t born_ns;  // 0 where the file system keeps no birth time
  uint32_t mode;    // type and permission bits, as st_mode
  uint32_t links;
};

// Stats `path` relative to the directory `at` (AT_FDCWD for the working directory); an empty path
// stats `at` itself.
int orpheus_statx(int at, const char *path, bool follow_symlinks, struct orpheus_stat *out);

// The magic number of the file system that an open file lies on (statfs(2)).
int64_t orpheus_file_system_type(int descriptor);

// What the file system that an open file lies on says of itself, the same whenever and wherever it
// is mounted: the UUID of a Btrfs subvolume or of the file system, else f_fsid (statfs(2)). Up to
// 16 bytes go to `identifier`; returns how many, 0 when it says nothing. A number made from that of the
// device says nothing: FAT has no other.
int orpheus_volume_identifier(int descriptor, uint8_t *identifier);

// The device number of the block device at `path` relative to the directory `at`, symbolic links
// followed, as `device` of orpheus_stat; 0 when there is none.
uint64_t orpheus_block_device(int at, const char *path);

// Starts `program`, with the words `--embedding` and `embedding` unless that is NULL, with `input` as
// its standard input, nowhere to write its output to, its errors
// going where ours go, and no other descriptor (posix_spawn(3)). 0 and `*process`, or −errno.
int orpheus_spawn_worker(const char *program, const char *embedding, int input, pid_t *process);

// Sends one message with `descriptor` attached (SCM_RIGHTS); −1 attaches none.
ssize_t orpheus_send_descriptor(int socket, const void *bytes, size_t count, int descriptor);

// Receives one message of at most `capacity` bytes. `*descriptor` becomes the attached descriptor,
// close-on-exec, or −1. Returns 0 at end of stream and −EMSGSIZE when the message was cut, or came
// with more than one descriptor, none of which is kept.
ssize_t orpheus_receive_descriptor(int socket, void *bytes, size_t capacity, int *descriptor);

// 1 when some process has the file open for writing, 0 when none has, −errno when the kernel
// will not say (a file of another owner, a file system without leases).
int orpheus_is_open_for_writing(int descriptor);

// Runs the calling process at idle CPU (SCHED_IDLE) and I/O (IOPRIO_CLASS_IDLE) priority, and with
// the highest nice value, by which its time is accounted for.
int orpheus_become_idle(void);

// Gives up every way of gaining privileges (PR_SET_NO_NEW_PRIVS).
int orpheus_renounce_privileges(void);

// Keeps other processes of the same user from reading this one's memory or tracing it, and the kernel
// from dumping it (PR_SET_DUMPABLE).
int orpheus_forbid_inspection(void);

// Calls `visit` with the file name and the GNU build ID of the program (an empty name) and of every
// library loaded now. A library without an ID has 0 bytes. dl_iterate_phdr(3).
void orpheus_visit_build_ids(void *context,
                             void (*visit)(void *context, const char *name, const uint8_t *id,
                                           size_t count));

// Blocks until the other end of `socket` is gone, whatever waits unread in it.
void orpheus_wait_for_hangup(int socket);

// True when the child `process` ends within so many milliseconds, or has ended; it is not reaped.
// False also where the kernel has no pidfd_open(2).
bool orpheus_ends_within(pid_t process, int milliseconds);

// Gives memory that was freed back to the system (malloc_trim(3)).
void orpheus_release_free_memory(void);

// From now on blocks of a mebibyte and more go back as they are freed (mallopt(3)). Otherwise the
// allocator comes to take blocks as large as the largest so far from its heaps, and keeps the end of
// each: in all but the first heap not even malloc_trim(3) gives that back.
void orpheus_return_large_blocks(void);

// The user, group and process at the other end of a Unix socket (SO_PEERCRED).
int orpheus_peer_credentials(int socket, uid_t *user, gid_t *group, pid_t *process);

// An exclusive, non-blocking flock(2): 0 when taken, −EWOULDBLOCK when another holds it.
int orpheus_lock_exclusively(int descriptor);

#endif

#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/btrfs.h>
#include <linux/ioprio.h>
#include <linux/magic.h>
#include <malloc.h>
#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

static int64_t nanoseconds(struct statx_timestamp time) {
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int orpheus_statx(int at, const char *path, bool follow_symlinks, struct orpheus_stat *out) {
  struct statx found;
  int flags = AT_EMPTY_PATH | AT_NO_AUTOMOUNT | (follow_symlinks ? 0 : AT_SYMLINK_NOFOLLOW);
  int result;
  do {
    result = statx(at, path, flags, STATX_BASIC_STATS | STATX_BTIME, &found);
  } while (result == -1 && errno == EINTR);
  if (result == -1) return -errno;

  out->device = ((uint64_t)found.stx_dev_major << 32) | found.stx_dev_minor;
  out->inode = found.stx_ino;
  out->size = (int64_t)found.stx_size;
  out->modified_ns = nanoseconds(found.stx_mtime);
  out->born_ns = (found.stx_mask & STATX_BTIME) ? nanoseconds(found.stx_btime) : 0;
  out->mode = found.stx_mode;
  out->links = found.stx_nlink;
  return 0;
}

int64_t orpheus_file_system_type(int descriptor) {
  struct statfs found;
  int result;
  do {
    result = fstatfs(descriptor, &found);
  } while (result == -1 && errno == EINTR);
  return result == -1 ? -errno : (int64_t)(uint32_t)found.f_type;
}

// FS_IOC_GETFSUUID of <linux/fs.h>, which headers before Linux 6.9 lack.
struct file_system_uuid {
  uint8_t length;
  uint8_t bytes[16];
};
#define GET_FILE_SYSTEM_UUID _IOR(0x15, 0, struct file_system_uuid)

int orpheus_volume_identifier(int descriptor, uint8_t *identifier) {
  struct statfs found;
  int result;
  do {
    result = fstatfs(descriptor, &found);
  } while (result == -1 && errno == EINTR);
  if (result == -1) return -errno;

  static const uint8_t none[16];
  if (found.f_type == BTRFS_SUPER_MAGIC) {
    struct btrfs_ioctl_get_subvol_info_args volume;
    memset(&volume, 0, sizeof volume);
    if (ioctl(descriptor, BTRFS_IOC_GET_SUBVOL_INFO, &volume) == 0 &&
        memcmp(volume.uuid, none, sizeof none) != 0) {
      memcpy(identifier, volume.uuid, sizeof none);
      return sizeof none;
    }
    // Else f_fsid, into which Btrfs mixes the number of the subvolume; its UUID is for them all.
  } else {
    struct file_system_uuid uuid;
    memset(&uuid, 0, sizeof uuid);
    if (ioctl(descriptor, GET_FILE_SYSTEM_UUID, &uuid) == 0 && uuid.length > 0 &&
        uuid.length <= sizeof uuid.bytes && memcmp(uuid.bytes, none, sizeof none) != 0) {
      memcpy(identifier, uuid.bytes, uuid.length);
      return uuid.length;
    }
  }
  if (memcmp(&found.f_fsid, none, sizeof found.f_fsid) == 0) return 0;
  // As the kernel encodes a device number (huge_encode_dev in <linux/kdev_t.h>).
  struct stat file;
  if (fstat(descriptor, &file) == 0) {
    uint32_t major_number = major(file.st_dev), minor_number = minor(file.st_dev);
    uint64_t device = (minor_number & 0xff) | ((uint64_t)major_number << 8) |
                      ((uint64_t)(minor_number & ~0xffu) << 12);
    if (memcmp(&found.f_fsid, &device, sizeof found.f_fsid) == 0) return 0;
  }
  memcpy(identifier, &found.f_fsid, sizeof found.f_fsid);
  return sizeof found.f_fsid;
}

uint64_t orpheus_block_device(int at, const char *path) {
  struct stat found;
  if (fstatat(at, path, &found, 0) != 0 || !S_ISBLK(found.st_mode)) return 0;
  return ((uint64_t)major(found.st_rdev) << 32) | minor(found.st_rdev);
}

int orpheus_spawn_worker(const char *program, const char *embedding, int input, pid_t *process) {
  extern char **environ;
  posix_spawn_file_actions_t actions;
  int code = posix_spawn_file_actions_init(&actions);
  if (code != 0) return -code;
  code = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  if (code == 0)
    code = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  if (code == 0) code = posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  char *arguments[] = {
      (char *)program, embedding ? "--embedding" : NULL, (char *)embedding, NULL};
  if (code == 0) code = posix_spawn(process, program, &actions, NULL, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  return -code;
}

ssize_t orpheus_send_descriptor(int socket, const void *bytes, size_t count, int descriptor) {
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr aligned;
  } control;
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  if (descriptor >= 0) {
    memset(&control, 0, sizeof control);
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  }
  ssize_t sent;
  do {
    sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (sent == -1 && errno == EINTR);
  return sent == -1 ? -errno : sent;
}

ssize_t orpheus_receive_descriptor(int socket, void *bytes, size_t capacity, int *descriptor) {
  struct iovec part = {.iov_base = bytes, .iov_len = capacity};
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr aligned;
  } control;
  struct msghdr message = {
      .msg_iov = &part,
      .msg_iovlen = 1,
      .msg_control = control.bytes,
      // Not the whole buffer: its padding has room for a second descriptor, which the kernel would
      // put there and nobody close.
      .msg_controllen = CMSG_LEN(sizeof(int)),
  };
  *descriptor = -1;
  ssize_t received;
  do {
    received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (received == -1 && errno == EINTR);
  if (received == -1) return -errno;

  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
      header->cmsg_len == CMSG_LEN(sizeof(int)))
    memcpy(descriptor, CMSG_DATA(header), sizeof *descriptor);
  if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
    if (*descriptor >= 0) close(*descriptor);
    *descriptor = -1;
    return -EMSGSIZE;
  }
  return received;
}

int orpheus_is_open_for_writing(int descriptor) {
  // A read lease is refused with EAGAIN exactly when the file is open for writing (fcntl(2)).
  if (fcntl(descriptor, F_SETLEASE, F_RDLCK) == -1) return errno == EAGAIN ? 1 : -errno;
  if (fcntl(descriptor, F_SETLEASE, F_UNLCK) == -1) return -errno;
  return 0;
}

int orpheus_become_idle(void) {
  struct sched_param parameters = {.sched_priority = 0};
  if (sched_setscheduler(0, SCHED_IDLE, &parameters) == -1) return -errno;
  // Weighs nothing at idle priority, but has the kernel count the time as that of a nice process
  // (proc_stat(5)), by which the daemon tells it from the time of others.
  if (setpriority(PRIO_PROCESS, 0, 19) == -1) return -errno;
  int priority = IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0);
  if (syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, priority) == -1) return -errno;
  return 0;
}

int orpheus_renounce_privileges(void) {
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ? -errno : 0;
}

int orpheus_forbid_inspection(void) {
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1 ? -errno : 0;
}

void orpheus_wait_for_hangup(int socket) {
  struct pollfd watched = {.fd = socket, .events = POLLRDHUP};
  while (poll(&watched, 1, -1) == -1 && errno == EINTR) {
  }
}

bool orpheus_ends_within(pid_t process, int milliseconds) {
  int descriptor = (int)syscall(SYS_pidfd_open, process, 0);
  if (descriptor == -1) return false;
  struct pollfd watched = {.fd = descriptor, .events = POLLIN};
  struct timespec begun, now;
  clock_gettime(CLOCK_MONOTONIC, &begun);
  int left = milliseconds, result;
  while ((result = poll(&watched, 1, left)) == -1 && errno == EINTR) {
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t passed =
        (now.tv_sec - begun.tv_sec) * 1000 + (now.tv_nsec - begun.tv_nsec) / 1000000;
    left = passed < milliseconds ? milliseconds - (int)passed : 0;
  }
  close(descriptor);
  return result == 1;
}

void orpheus_release_free_memory(void) { malloc_trim(0); }

void orpheus_return_large_blocks(void) {
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 20);
}

int orpheus_peer_credentials(int socket, uid_t *user, gid_t *group, pid_t *process) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == -1) return -errno;
  *user = peer.uid;
  *group = peer.gid;
  *process = peer.pid;
  return 0;
}

int orpheus_lock_exclusively(int descriptor) {
  int result;
  do {
    result = flock(descriptor, LOCK_EX | LOCK_NB);
  } while (result == -1 && errno == EINTR);
  return result == -1 ? -errno : 0;
}

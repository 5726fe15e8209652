#define _GNU_SOURCE
#include "CMisbehaviour.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

long orpheus_try_system_call(long number, const long arguments[6]) {
  pid_t before = getpid();
  long result = syscall(number, arguments[0], arguments[1], arguments[2], arguments[3],
                        arguments[4], arguments[5]);
  if (getpid() != before) _exit(0);
  return result == -1 ? -errno : result;
}

static int try_connecting(const struct sockaddr *address, socklen_t size) {
  int socket_number = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_number == -1) return -errno;
  int result = connect(socket_number, address, size) == -1 ? -errno : 0;
  close(socket_number);
  return result;
}

int orpheus_try_connecting(int port) {
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons((uint16_t)port),
      .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)},
  };
  return try_connecting((const struct sockaddr *)&address, sizeof address);
}

int orpheus_try_abstract_socket(const char *name) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path + 1, name, sizeof address.sun_path - 2);
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name));
  return try_connecting((const struct sockaddr *)&address, size);
}

long orpheus_send_with_descriptors(int socket, const void *bytes, unsigned long size,
                                   int descriptor, int count) {
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = size};
  union {
    char bytes[CMSG_SPACE(16 * sizeof(int))];
    struct cmsghdr aligned;
  } control;
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  memset(&control, 0, sizeof control);
  message.msg_control = control.bytes;
  message.msg_controllen = CMSG_SPACE((size_t)count * sizeof(int));
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
  for (int i = 0; i < count; i++)
    memcpy(CMSG_DATA(header) + (size_t)i * sizeof(int), &descriptor, sizeof descriptor);
  long sent = sendmsg(socket, &message, 0);
  return sent == -1 ? -errno : sent;
}

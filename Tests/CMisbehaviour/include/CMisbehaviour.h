// What a file that has taken its worker over would do, and Swift cannot.

#ifndef ORPHEUS_CMISBEHAVIOUR_H
#define ORPHEUS_CMISBEHAVIOUR_H

// Makes the system call `number` with six arguments; its result, or −errno. A child that comes of
// it exits at once.
long orpheus_try_system_call(long number, const long arguments[6]);

// Opens a TCP socket and connects it to `port` of this machine; 0, or −errno of what failed.
int orpheus_try_connecting(int port);

// Opens a Unix socket and connects it to the abstract `name` (unix(7)); 0, or −errno.
int orpheus_try_abstract_socket(const char *name);

// Sends `bytes` with `descriptor` attached `count` times, at most 16.
long orpheus_send_with_descriptors(int socket, const void *bytes, unsigned long size,
                                   int descriptor, int count);

#endif

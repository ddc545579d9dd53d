// What Swift's Glibc module leaves out of the C library and of Linux.
#pragma once
#include <elf.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <malloc.h>
#include <sys/auxv.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

static const int LINUX_O_PATH = __O_PATH;

// openat2(2) has no wrapper in the C library.
static inline int linux_openat2(int directory, const char *path, const struct open_how *how)
{
    return (int)syscall(SYS_openat2, directory, path, how, sizeof(*how));
}

static inline int linux_pipe(int ends[2]) { return (int)syscall(SYS_pipe2, ends, O_CLOEXEC); }

// pidfd_open(2) has one from glibc 2.36 on.
static inline int linux_pidfd_open(pid_t process)
{
    return (int)syscall(SYS_pidfd_open, process, 0);
}

static inline ssize_t linux_getdents64(int directory, void *entries, size_t size)
{
    return syscall(SYS_getdents64, directory, entries, size);
}

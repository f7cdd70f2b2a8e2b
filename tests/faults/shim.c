/* Makes writes to the data file fail while a switch file exists. Preloaded into a node by the fault tests.
 *   FAULT_SWITCH  the path of the switch
 *   FAULT_PATH    what the name of a file must contain to be hit
 *   FAULT_KIND    fsync | short | full | die
 *   FAULT_EVERY   every how manieth call fails; for die, the call in which the process ends */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_uint calls;

static int strikes(int descriptor, const char *kind) {
    const char *wanted = getenv("FAULT_KIND"), *file = getenv("FAULT_SWITCH"), *part = getenv("FAULT_PATH");
    if (!wanted || !file || !part || strcmp(wanted, kind) || access(file, F_OK)) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (!strstr(path, part)) return 0;
    unsigned every = getenv("FAULT_EVERY") ? (unsigned)atoi(getenv("FAULT_EVERY")) : 1;
    return atomic_fetch_add(&calls, 1) % every == every - 1;
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

int fsync(int descriptor) {
    REAL(fsync);
    if (strikes(descriptor, "fsync")) { errno = EIO; return -1; }
    if (strikes(descriptor, "die")) raise(SIGKILL);
    return real(descriptor);
}

int fdatasync(int descriptor) {
    REAL(fdatasync);
    if (strikes(descriptor, "fsync")) { errno = EIO; return -1; }
    if (strikes(descriptor, "die")) raise(SIGKILL);
    return real(descriptor);
}

/* A short write leaves half of the bytes behind and then says that the device failed. */
#define WRITE(name, offset)                                                                          \
    ssize_t name(int descriptor, const void *bytes, size_t count, offset place) {                    \
        REAL(name);                                                                                  \
        if (strikes(descriptor, "short")) { real(descriptor, bytes, count / 2, place); errno = EIO; return -1; } \
        if (strikes(descriptor, "full")) { errno = ENOSPC; return -1; }                              \
        if (strikes(descriptor, "die")) { real(descriptor, bytes, count / 2, place); raise(SIGKILL); } \
        return real(descriptor, bytes, count, place);                                                \
    }

WRITE(pwrite, off_t)
WRITE(pwrite64, off64_t)

#define _GNU_SOURCE
#include "CIsolation.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <sys/fsuid.h>
#include <sys/mount.h>
#include <unistd.h>

enum { NOBODY = 65534 };

struct job {
    int (*prepare)(void);
    void (*body)(void *);
    void *context;
    int error;
};

static void *run(void *argument) {
    struct job *job = argument;
    job->error = job->prepare();
    if (job->error == 0) {
        job->body(job->context);
    }
    return NULL;
}

// Namespaces and file system ids belong to a thread, so they end with it.
static int on_own_thread(int (*prepare)(void), void (*body)(void *), void *context) {
    struct job job = {.prepare = prepare, .body = body, .context = context};
    pthread_t thread;
    int error = pthread_create(&thread, NULL, run, &job);
    if (error != 0) {
        return error;
    }
    pthread_join(thread, NULL);
    return job.error;
}

static int private_mounts(void) {
    if (unshare(CLONE_FS | CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
        return errno;
    }
    return 0;
}

static int nobody(void) {
    if (geteuid() != 0) {
        return 0;  // Already without privileges.
    }
    setfsgid(NOBODY);
    setfsuid(NOBODY);
    return setfsuid(-1) == NOBODY ? 0 : EPERM;
}

int with_private_mounts(void (*body)(void *), void *context) { return on_own_thread(private_mounts, body, context); }

int without_file_privileges(void (*body)(void *), void *context) { return on_own_thread(nobody, body, context); }

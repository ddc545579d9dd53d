#include "CPCIGuard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct guard {
    jmp_buf escape;
    char *message;
    size_t capacity;
};

static _Thread_local struct guard *active;

static void fail(char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
static void fail(char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(active->message, active->capacity, format, arguments);
    va_end(arguments);
    longjmp(active->escape, 1);
}

static void ignore(char *format, ...) __attribute__((format(printf, 1, 2)));
static void ignore(char *format, ...)
{
    (void)format;
}

/* A stale jump buffer is a crash, so the guard is cleared on both ways out. */
#define GUARDED(access_, call_)                                              \
    struct guard guard = {.message = message, .capacity = capacity};         \
    active = &guard;                                                         \
    (access_)->error = fail;                                                 \
    (access_)->warning = ignore;                                             \
    if (setjmp(guard.escape) == 0) {                                         \
        call_;                                                               \
        active = NULL;                                                       \
        return true;                                                         \
    }                                                                        \
    active = NULL;                                                           \
    return false

static void set_name_list(struct pci_access *access, const char *path)
{
    /* libpci frees only what it is told it owns; the caller's text lives as long as its call. */
    char *copy = strdup(path);
    if (copy == NULL) access->error("No memory is left for the name of the list");
    pci_set_name_list_path(access, copy, 1);
}

bool pci_guarded_set_name_list(struct pci_access *access, const char *path, char *message, size_t capacity)
{
    GUARDED(access, set_name_list(access, path));
}

enum { names_of_pci_ids = PCI_LOOKUP_NO_NUMBERS | PCI_LOOKUP_NO_HWDB };

bool pci_guarded_vendor_name(struct pci_access *access, int vendor, char *buffer, size_t size, const char **result,
                             char *message, size_t capacity)
{
    GUARDED(access, *result = pci_lookup_name(access, buffer, (int)size, PCI_LOOKUP_VENDOR | names_of_pci_ids, vendor));
}

bool pci_guarded_device_name(struct pci_access *access, int vendor, int device, char *buffer, size_t size,
                             const char **result, char *message, size_t capacity)
{
    GUARDED(access,
            *result = pci_lookup_name(access, buffer, (int)size, PCI_LOOKUP_DEVICE | names_of_pci_ids, vendor, device));
}

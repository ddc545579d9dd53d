#include "CPCIGuard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

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

static void open_sysfs(struct pci_access *access, const char *sysfs)
{
    access->method = PCI_ACCESS_SYS_BUS_PCI;
    pci_set_param(access, "sysfs.path", (char *)sysfs);
    pci_set_param(access, "hwdb.disable", "1");
    pci_set_param(access, "net.cache_name", "");
    pci_init(access);
}

bool pci_guarded_open(struct pci_access *access, const char *sysfs, char *message, size_t capacity)
{
    GUARDED(access, open_sysfs(access, sysfs));
}

bool pci_guarded_get_dev(struct pci_access *access, int domain, int bus, int device, int function,
                         struct pci_dev **result, char *message, size_t capacity)
{
    GUARDED(access, *result = pci_get_dev(access, domain, bus, device, function));
}

bool pci_guarded_fill(struct pci_access *access, struct pci_dev *device, int fields, char *message, size_t capacity)
{
    GUARDED(access, pci_fill_info(device, fields));
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

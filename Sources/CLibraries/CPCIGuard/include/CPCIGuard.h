/* libpci without exit().
 *
 * libpci reports every failure through pci_access.error, which must not return; its default ends the process. Each call
 * here runs under a jump target of its own: it returns false and leaves libpci's message in `message` instead. The jump
 * crosses libpci's C frames only, never a Swift frame. What libpci had allocated or opened in the failed call is lost;
 * pci_cleanup() frees the rest. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <pci/pci.h>

/* Where names come from: pci.ids alone, no udev database, no network, no cache file. */
static inline const char *pci_guarded_name_list(struct pci_access *access)
{
    return access->id_file_name;
}

bool pci_guarded_set_name_list(struct pci_access *access, const char *path, char *message, size_t capacity);

/* pci_lookup_name() for a vendor. *result is NULL where pci.ids has no name; else it points into `buffer`. */
bool pci_guarded_vendor_name(struct pci_access *access, int vendor, char *buffer, size_t size, const char **result,
                             char *message, size_t capacity);

/* pci_lookup_name() for a device. */
bool pci_guarded_device_name(struct pci_access *access, int vendor, int device, char *buffer, size_t size,
                             const char **result, char *message, size_t capacity);

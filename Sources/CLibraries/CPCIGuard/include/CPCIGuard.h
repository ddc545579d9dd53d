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

/* Opens the Linux sysfs back end below `sysfs` (such as /sys/bus/pci) and no other: the automatic choice would fall
 * back to poking ports. Names come from pci.ids alone: no udev database, no network, no cache file. */
bool pci_guarded_open(struct pci_access *access, const char *sysfs, char *message, size_t capacity);

/* Makes a device handle without a bus scan, so that one bad directory entry cannot end the scan of all others. */
bool pci_guarded_get_dev(struct pci_access *access, int domain, int bus, int device, int function,
                         struct pci_dev **result, char *message, size_t capacity);

/* pci_fill_info() of a device that `access` made. Not device->access, which is one of libpci's internal fields: its place
 * differs between releases with one soname. */
bool pci_guarded_fill(struct pci_access *access, struct pci_dev *device, int fields, char *message, size_t capacity);

/* pci_lookup_name() for a vendor. *result is NULL where pci.ids has no name; else it points into `buffer`. */
bool pci_guarded_vendor_name(struct pci_access *access, int vendor, char *buffer, size_t size, const char **result,
                             char *message, size_t capacity);

/* pci_lookup_name() for a device. */
bool pci_guarded_device_name(struct pci_access *access, int vendor, int device, char *buffer, size_t size,
                             const char **result, char *message, size_t capacity);

/* floor HOST: reads of a machine what `apus inventory` reads and prints it as JSON, with no more than the calls that it
 * takes: how fast a survey could be. It knows neither broken files nor rules, so it is a measure and not a program. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { page = 4096, most_names = 1024 };

/* The attributes that the inventory shows, or that its facts are derived from. */
static const char *const attributes[] = {
    "vendor", "device", "class", "revision", "numa_node", "power_state", "reset_method", "boot_vga",
    "current_link_speed", "max_link_speed", "current_link_width", "max_link_width", "sriov_totalvfs", "sriov_numvfs",
    "sriov_offset", "sriov_stride", "sriov_vf_device", "sriov_drivers_autoprobe", "mem_info_vram_total", "unique_id",
    "serial_number", "vbios_version",
};
/* Of these a virtual function has none that say anything. */
static const char link_attributes[] = "current_link_speed max_link_speed current_link_width max_link_width";

static char buffer[1 << 20];

static ssize_t slurp(int directory, const char *path, char *text, size_t size)
{
    int file = openat(directory, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return -1;
    ssize_t length = read(file, text, size - 1);
    close(file);
    if (length < 0) return -1;
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == ' ')) length--;
    text[length] = 0;
    return length;
}

static bool follow(int directory, const char *path, char *target)
{
    ssize_t length = readlinkat(directory, path, target, page - 1);
    if (length < 0) return false;
    target[length] = 0;
    return true;
}

static const char *last(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The names of a directory, which live until the next but two are listed. */
struct names {
    size_t count;
    const char *name[most_names];
};

static void list(int directory, struct names *names)
{
    static char space[3][1 << 17];
    static int turn;
    char *entries = space[turn++ % 3];
    ssize_t length = 0, got;
    while ((got = getdents64(directory, entries + length, sizeof space[0] - length)) > 0) length += got;
    names->count = 0;
    for (ssize_t at = 0; at < length && names->count < most_names;) {
        struct dirent64 *entry = (struct dirent64 *)(entries + at);
        if (entry->d_name[0] != '.') names->name[names->count++] = entry->d_name;
        at += entry->d_reclen;
    }
}

static bool has(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->name[i], name) == 0) return true;
    return false;
}

/* The value of a line KEY=value. */
static const char *property(const char *text, const char *key, char *value)
{
    size_t length = strlen(key);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, length) == 0 && line[length] == '=') {
            size_t end = strcspn(line + length + 1, "\n");
            memcpy(value, line + length + 1, end);
            value[end] = 0;
            return value;
        }
    }
    return NULL;
}

/* What pci.ids calls the devices that were come across, looked up once each. */
static struct product {
    unsigned vendor, device;
    char vendor_name[128], name[128];
} products[64];

static char *name_list;

static void copy_name(char *to, size_t size, const char *from)
{
    size_t length = strcspn(from, "\n");
    if (length >= size) length = size - 1;
    memcpy(to, from, length);
    to[length] = 0;
}

static const struct product *product(unsigned vendor, unsigned device)
{
    struct product *entry = products;
    for (; entry->vendor; entry++)
        if (entry->vendor == vendor && entry->device == device) return entry;
    entry->vendor = vendor;
    entry->device = device;
    if (!name_list) {
        int file = open("/usr/share/misc/pci.ids", O_RDONLY | O_CLOEXEC);
        struct stat status;
        if (file < 0 || fstat(file, &status)) return entry;
        name_list = calloc(1, status.st_size + 1);
        if (read(file, name_list, status.st_size) < 0) return entry;
        close(file);
    }
    char key[16];
    snprintf(key, sizeof key, "\n%04x  ", vendor);
    const char *line = strstr(name_list, key);
    if (!line) return entry;
    copy_name(entry->vendor_name, sizeof entry->vendor_name, line + 7);
    snprintf(key, sizeof key, "\t%04x  ", device);
    for (line = strchr(line + 1, '\n') + 1; *line == '\t' || *line == '#'; line = strchr(line, '\n') + 1)
        if (strncmp(line, key, 7) == 0) copy_name(entry->name, sizeof entry->name, line + 7);
    return entry;
}

static void print_nodes(int function, int dev)
{
    struct names names;
    int drm = openat(function, "drm", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    printf("      \"nodes\": [\n");
    if (drm >= 0) {
        list(drm, &names);
        bool first = true;
        for (size_t i = 0; i < names.count; i++) {
            char path[300], text[page], name[page], major[64], minor[64];
            struct stat status;
            snprintf(path, sizeof path, "%s/uevent", names.name[i]);
            if (slurp(drm, path, text, sizeof text) < 0 || !property(text, "DEVNAME", name)) continue;
            if (!property(text, "MAJOR", major) || !property(text, "MINOR", minor) || fstatat(dev, name, &status, 0)) continue;
            printf("%s        {\n          \"path\": \"/dev/%s\",\n          \"major\": %s,\n          \"minor\": %s\n        }",
                   first ? "" : ",\n", name, major, minor);
            first = false;
        }
        close(drm);
    }
    printf("\n      ],\n");
}

/* NVIDIA's driver keeps its facts in /proc. */
static void print_driver_facts(int root, const char *driver, const char *address)
{
    char path[128];
    if (strcmp(driver, "nvidia")) return;
    snprintf(path, sizeof path, "proc/driver/nvidia/gpus/%s/information", address);
    char text[page], value[page];
    if (slurp(root, path, text, sizeof text) < 0) return;
    const char *uuid = strstr(text, "GPU UUID:");
    if (uuid && sscanf(uuid, "GPU UUID: %255s", value) == 1) printf("      \"uuid\": \"%s\",\n", value);
}

static void print_function(int root, int bus, int dev, const char *address, bool *first)
{
    char text[page], uevent[page], value[page], ids[64] = "", class[64] = "", driver[128] = "", topology[page], group[page] = "";
    int function = openat(bus, address, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (function < 0) return;
    follow(function, "iommu_group", group);
    if (slurp(function, "uevent", uevent, sizeof uevent) < 0) goto done;
    property(uevent, "PCI_ID", ids);
    property(uevent, "PCI_CLASS", class);
    property(uevent, "DRIVER", driver);
    unsigned long code = strtoul(class, NULL, 16) >> 16;
    if (code != 3 && code != 0x12) goto done;

    struct names names;
    list(function, &names);
    follow(bus, address, topology);
    unsigned vendor = 0, device = 0;
    sscanf(ids, "%x:%x", &vendor, &device);
    const struct product *name = product(vendor, device);
    printf("%s    {\n      \"address\": \"%s\",\n      \"vendorName\": \"%s\",\n      \"productName\": \"%s\",\n"
           "      \"driver\": \"%s\",\n      \"iommuGroup\": \"%s\",\n      \"topology\": \"%s\",\n",
           *first ? "" : ",\n", address, name->vendor_name, name->name, driver, last(group), topology);
    *first = false;
    bool is_virtual = has(&names, "physfn") && follow(function, "physfn", value);
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        bool is_of_link = strstr(link_attributes, attributes[i]);
        if (!has(&names, attributes[i]) || (is_virtual && is_of_link) || slurp(function, attributes[i], text, sizeof text) < 0) continue;
        printf("      \"%s\": \"%s\",\n", attributes[i], text);
    }
    if (is_virtual) printf("      \"physicalFunction\": \"%s\",\n", last(value));
    for (size_t i = 0; i < names.count; i++)
        if (strncmp(names.name[i], "virtfn", 6) == 0 && follow(function, names.name[i], value))
            printf("      \"%s\": \"%s\",\n", names.name[i], last(value));
    print_driver_facts(root, driver, address);
    print_nodes(function, dev);
    printf("      \"offered\": true\n    }");
done:
    close(function);
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "usage: floor HOST\n");
        return 64;
    }
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    int root = open(arguments[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int bus = openat(root, "sys/bus/pci/devices", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int dev = openat(root, "dev", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = bus < 0 ? NULL : fdopendir(dup(bus));
    if (!entries) {
        perror(arguments[1]);
        return 1;
    }
    char **addresses = NULL;
    size_t functions = 0;
    for (struct dirent *entry; (entry = readdir(entries));) {
        if (entry->d_name[0] == '.') continue;
        addresses = realloc(addresses, (functions + 1) * sizeof *addresses);
        addresses[functions++] = strdup(entry->d_name);
    }
    closedir(entries);
    qsort(addresses, functions, sizeof *addresses, compare);
    printf("{\n  \"devices\": [\n");
    bool first = true;
    for (size_t i = 0; i < functions; i++) print_function(root, bus, dev, addresses[i], &first);
    printf("\n  ]\n}\n");
    return 0;
}

// Plays a machine to another program: umockdev's files for what the machine has, umockdev's events for what changes.
//
//     umockdev-wrapper mock-host < commands
//
// Each command is a line and is answered by a line: "ok", "ok VALUE" or "error REASON".
//
//     load FILE                      records of a recording; each device is announced with "add"
//     start PROGRAM ARGUMENT...      starts the program on this machine; its standard error is this program's
//     listening                      waits until the program hears events
//     event ACTION PATH              announces something about a device
//     attribute PATH NAME TEXT       sets an attribute, with a newline behind it
//     link PATH NAME TARGET          makes or replaces a symbolic link
//     unlink PATH                    takes away a file or a link below /sys or /dev
//     remove PATH                    announces a removal, then takes the device away
//     withdraw PATH                  takes the device away without a word
//     signal NUMBER                  sends the program a signal
//     wait                           waits for the program's end; "ok STATUS"
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <umockdev.h>

static UMockdevTestbed *bed;
static const char *root;
static pid_t child = -1;
static int undrained;

// The sender is aborted when a dozen events lie unread, so the reader gets time to keep up.
static void pace(void) {
    if (++undrained % 4 == 0) usleep(2000);
}

// Links of a recording lead to drivers and groups that no record describes; a real machine has those directories.
static void make_target(const char *link) {
    char target[4096], path[8192];
    ssize_t length = readlink(link, target, sizeof target - 1);
    if (length < 0) return;
    target[length] = 0;
    snprintf(path, sizeof path, "%.*s/%s", (int)(strrchr(link, '/') - link), link, target);
    char *end = path + strlen(path);
    for (char *slash = path + 1; slash <= end; slash++) {
        if (*slash != '/' && *slash != 0) continue;
        char kept = *slash;
        *slash = 0;
        mkdir(path, 0755);
        *slash = kept;
    }
}

static void make_link_targets(const char *record) {
    const char *line = record;
    char device[4096] = "", name[256], path[8192];
    while (line) {
        if (sscanf(line, "P: %4095s", device) == 1) {
        } else if (sscanf(line, "L: %255[^=]", name) == 1 && (!strcmp(name, "driver") || !strcmp(name, "iommu_group"))) {
            snprintf(path, sizeof path, "%s/sys%s/%s", root, device, name);
            make_target(path);
        }
        line = strchr(line, '\n');
        if (line) line++;
    }
}

static const char *load(const char *file) {
    static char reason[1024];
    GError *error = NULL;
    gchar *text = NULL;
    if (!g_file_get_contents(file, &text, NULL, &error)) {
        snprintf(reason, sizeof reason, "%s", error->message);
        g_clear_error(&error);
        return reason;
    }
    // One record at a time: the time for a text grows with the square of its length.
    gchar **records = g_strsplit(text, "\n\n", -1);
    const char *failure = NULL;
    for (int index = 0; records[index] && !failure; index++) {
        if (!*g_strstrip(records[index])) continue;
        gchar *record = g_strconcat(records[index], "\n", NULL);
        if (!umockdev_testbed_add_from_string(bed, record, &error)) {
            snprintf(reason, sizeof reason, "record %d of %s: %s", index + 1, file, error->message);
            g_clear_error(&error);
            failure = reason;
        } else {
            make_link_targets(record);
            pace();
        }
        g_free(record);
    }
    g_strfreev(records);
    g_free(text);
    return failure;
}

static const char *start(char *command) {
    char *words[64];
    int count = 0;
    for (char *word = strtok(command, " "); word && count < 63; word = strtok(NULL, " ")) words[count++] = word;
    words[count] = NULL;
    if (count == 0) return "name a program";
    child = fork();
    if (child < 0) return strerror(errno);
    if (child == 0) {
        // The answers' pipe is not the program's.
        dup2(2, 1);
        execvp(words[0], words);
        _exit(127);
    }
    return NULL;
}

static const char *await_listener(void) {
    for (int attempt = 0; attempt < 3000; attempt++) {
        DIR *directory = opendir(root);
        struct dirent *entry;
        while (directory && (entry = readdir(directory))) {
            if (strncmp(entry->d_name, "event", 5)) continue;
            closedir(directory);
            return NULL;
        }
        if (directory) closedir(directory);
        if (waitpid(child, NULL, WNOHANG) == child) return "the program has ended";
        usleep(10000);
    }
    return "the program does not listen";
}

static const char *make_link(const char *path, const char *name, const char *target) {
    char link[8192];
    snprintf(link, sizeof link, "%s%s/%s", root, path, name);
    unlink(link);
    if (symlink(target, link)) return strerror(errno);
    make_target(link);
    return NULL;
}

static const char *take_away(const char *path) {
    char file[8192];
    snprintf(file, sizeof file, "%s%s", root, path);
    return unlink(file) ? strerror(errno) : NULL;
}

static const char *await_end(char *answer, size_t size) {
    int status;
    if (child <= 0) return "no program was started";
    if (waitpid(child, &status, 0) < 0) return strerror(errno);
    child = -1;
    snprintf(answer, size, "%d", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return NULL;
}

static const char *obey(char *line, char *answer, size_t size) {
    char command[32] = "", action[64], path[4096], name[256];
    int at = 0;
    sscanf(line, "%31s %n", command, &at);
    char *rest = line + at;
    if (!strcmp(command, "load")) return load(rest);
    if (!strcmp(command, "start")) return start(rest);
    if (!strcmp(command, "listening")) return await_listener();
    if (!strcmp(command, "wait")) return await_end(answer, size);
    if (!strcmp(command, "unlink")) return take_away(rest);
    if (!strcmp(command, "signal")) return child > 0 && !kill(child, atoi(rest)) ? NULL : "no program was started";
    if (!strcmp(command, "event") && sscanf(rest, "%63s %4095s", action, path) == 2) {
        umockdev_testbed_uevent(bed, path, action);
        pace();
        return NULL;
    }
    if (!strcmp(command, "attribute") && sscanf(rest, "%4095s %255s %n", path, name, &at) == 2) {
        gchar *text = g_strconcat(rest + at, "\n", NULL);
        umockdev_testbed_set_attribute(bed, path, name, text);
        g_free(text);
        return NULL;
    }
    if (!strcmp(command, "link") && sscanf(rest, "%4095s %255s %n", path, name, &at) == 2) {
        return make_link(path, name, rest + at);
    }
    if (!strcmp(command, "remove") || !strcmp(command, "withdraw")) {
        if (*command == 'r') {
            umockdev_testbed_uevent(bed, rest, "remove");
            pace();
        }
        umockdev_testbed_remove_device(bed, rest);
        return NULL;
    }
    return "unknown command";
}

int main(void) {
    bed = umockdev_testbed_new();
    root = getenv("UMOCKDEV_DIR");
    setvbuf(stdout, NULL, _IOLBF, 0);
    char *line = NULL;
    size_t capacity = 0;
    while (getline(&line, &capacity, stdin) > 0) {
        char answer[64] = "";
        line[strcspn(line, "\n")] = 0;
        const char *problem = obey(line, answer, sizeof answer);
        if (problem) printf("error %s\n", problem);
        else printf(*answer ? "ok %s\n" : "ok\n", answer);
    }
    if (child > 0) {
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
    }
    free(line);
    g_object_unref(bed);
    return 0;
}

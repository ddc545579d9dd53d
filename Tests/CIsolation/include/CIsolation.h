#pragma once

/// Runs `body` on a thread of its own that has a private mount namespace, where mounts harm nobody.
/// Returns 0, or the error number of what the kernel refused; then `body` did not run.
int with_private_mounts(void (*body)(void *), void *context);

/// Runs `body` on a thread of its own whose access to files is that of the user `nobody`.
/// Returns 0, or EPERM when the thread could not give up its rights; then `body` did not run.
int without_file_privileges(void (*body)(void *), void *context);

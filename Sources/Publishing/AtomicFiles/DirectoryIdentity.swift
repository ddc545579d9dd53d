/// What a directory is under all of its paths: `/run/cdi` is `/var/run/cdi` on most machines.
package struct DirectoryIdentity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
}

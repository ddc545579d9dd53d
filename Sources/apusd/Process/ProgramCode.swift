import CLinux
import Glibc

/// The program's own code in memory.
enum ProgramCode {
    /// Lets go of the pages that hold it; those that are executed again come back from the file. More than half of them are
    /// needed at the start alone, and that is several times what the agent allocates on a machine of eight devices.
    ///
    /// Once is enough: done again and again, it would only make the next pod wait for pages.
    static func release() {
        let segments = unsafe UnsafeBufferPointer(
            start: UnsafePointer<Elf64_Phdr>(bitPattern: getauxval(UInt(AT_PHDR))),
            count: Int(getauxval(UInt(AT_PHNUM))))
        guard let table = unsafe segments.first(where: { $0.p_type == UInt32(PT_PHDR) }) else { return }
        let base = getauxval(UInt(AT_PHDR)) - UInt(table.p_vaddr)
        let page = getauxval(UInt(AT_PAGESZ))
        for index in segments.indices {
            let segment = unsafe segments[index]
            guard segment.p_type == UInt32(PT_LOAD), segment.p_flags & UInt32(PF_X) != 0 else { continue }
            let start = (base + UInt(segment.p_vaddr)) / page * page
            let end = base + UInt(segment.p_vaddr + segment.p_memsz)
            // Where the kernel does not do it, they stay.
            unsafe madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_DONTNEED)
        }
    }
}

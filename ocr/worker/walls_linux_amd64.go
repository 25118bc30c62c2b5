package worker

import "golang.org/x/sys/unix"

const auditArch = uint32(unix.AUDIT_ARCH_X86_64)

// forks are this processor's older ways to make a process.
var forks = []uint32{unix.SYS_FORK, unix.SYS_VFORK}

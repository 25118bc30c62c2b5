package worker

import "golang.org/x/sys/unix"

const auditArch = uint32(unix.AUDIT_ARCH_AARCH64)

// forks are this processor's older ways to make a process: it has none.
var forks []uint32

package worker

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// parentEnv tells a child its parent's process id, uidEnv the user id to take.
const (
	parentEnv = "PAYABLE_WORKER_PARENT"
	uidEnv    = "PAYABLE_WORKER_UID"
	netEnv    = "PAYABLE_WORKER_NET"
)

// addressSpace is what a child may map beyond what it has mapped when the walls
// go up. The resident limit is the real one; this one only has to be below what
// would harm the machine in 50 ms.
const addressSpace = 3 << 30

// walls shuts this process in, from now on and for good. It returns, in
// sentences, what the machine did not permit.
func walls() []string {
	var missing []string
	try := func(what string, err error) {
		if err != nil {
			missing = append(missing, what+": "+err.Error())
		}
	}
	if s := os.Getenv(netEnv); s != "" {
		missing = append(missing, s)
	}
	try("no core dumps", limit(unix.RLIMIT_CORE, 0))
	try("no writing to files", limit(unix.RLIMIT_FSIZE, 0))
	try("few open files", limit(unix.RLIMIT_NOFILE, 64))
	try("address space", limit(unix.RLIMIT_AS, mapped()+addressSpace))
	try("unprivileged user", dropPrivileges())
	try("few processes", limit(unix.RLIMIT_NPROC, 256))
	// After the change of user, which clears it.
	try("death with the parent", unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0))
	if p := os.Getenv(parentEnv); p != "" && p != strconv.Itoa(os.Getppid()) {
		os.Exit(3) // it died before we could ask to die with it
	}
	try("system call filter", filterCalls())
	return missing
}

func limit(resource int, n uint64) error {
	return unix.Setrlimit(resource, &unix.Rlimit{Cur: n, Max: n})
}

// mapped returns the size of the address space in use.
func mapped() uint64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 1 << 30
	}
	pages, _, _ := strings.Cut(string(b), " ")
	n, err := strconv.ParseUint(pages, 10, 64)
	if err != nil {
		return 1 << 30
	}
	return n * uint64(os.Getpagesize())
}

// dropPrivileges gives up root for the user id the parent chose. It happens in
// the child, after everything is loaded, so that program, compile cache and
// language data may lie where only root can go.
func dropPrivileges() error {
	if os.Geteuid() != 0 {
		return nil
	}
	id, err := strconv.Atoi(os.Getenv(uidEnv))
	if err != nil || id == 0 {
		return fmt.Errorf("running as root: no user id was given")
	}
	if err := syscall.Setgroups(nil); err != nil {
		return fmt.Errorf("dropping groups: %w", err)
	}
	if err := syscall.Setresgid(id, id, id); err != nil {
		return fmt.Errorf("changing group: %w", err)
	}
	if err := syscall.Setresuid(id, id, id); err != nil {
		return fmt.Errorf("changing user: %w", err)
	}
	return nil
}

// refused lists the system calls that no reader of documents needs: network, new
// programs, other processes, and the kernel's larger surfaces.
var refused = []uint32{
	unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN, unix.SYS_ACCEPT, unix.SYS_ACCEPT4,
	unix.SYS_SENDTO, unix.SYS_SENDMSG, unix.SYS_EXECVE, unix.SYS_EXECVEAT, unix.SYS_KILL,
	unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_PIDFD_OPEN, unix.SYS_PIDFD_GETFD,
	unix.SYS_UNSHARE, unix.SYS_SETNS, unix.SYS_MOUNT, unix.SYS_UMOUNT2, unix.SYS_CHROOT, unix.SYS_PIVOT_ROOT,
	unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_USERFAULTFD,
	unix.SYS_IO_URING_SETUP, unix.SYS_IO_URING_ENTER, unix.SYS_IO_URING_REGISTER,
	unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE, unix.SYS_KEXEC_LOAD, unix.SYS_MQ_OPEN, unix.SYS_SHMGET, unix.SYS_MSGGET, unix.SYS_SEMGET,
}

// filterCalls makes the kernel refuse those calls with EPERM, for all threads.
// clone is let through for threads only; clone3, whose flags a filter cannot
// see, does not exist any more for this process, so that libc falls back.
func filterCalls() error {
	if auditArch == 0 {
		return fmt.Errorf("not known for this processor")
	}
	const (
		load = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		jeq  = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		jge  = unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K
		jset = unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K
		ret  = unix.BPF_RET | unix.BPF_K

		nrOffset, archOffset, arg0Offset = 0, 4, 16 // struct seccomp_data
		x32                              = 0x40000000
	)
	eperm := unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)
	op := func(code int, k uint32, jt, jf uint8) unix.SockFilter {
		return unix.SockFilter{Code: uint16(code), K: k, Jt: jt, Jf: jf}
	}
	prog := []unix.SockFilter{
		op(load, archOffset, 0, 0),
		op(jeq, auditArch, 1, 0),
		op(ret, unix.SECCOMP_RET_KILL_PROCESS, 0, 0),
		op(load, nrOffset, 0, 0),
		op(jge, x32, 0, 1), // the second call table of amd64
		op(ret, eperm, 0, 0),
		op(jeq, unix.SYS_CLONE3, 0, 1),
		op(ret, unix.SECCOMP_RET_ERRNO|uint32(unix.ENOSYS), 0, 0),
	}
	for _, nr := range append(forks, refused...) {
		prog = append(prog, op(jeq, nr, 0, 1), op(ret, eperm, 0, 0))
	}
	prog = append(prog,
		op(jeq, unix.SYS_CLONE, 0, 3),
		op(load, arg0Offset, 0, 0),
		op(jset, unix.CLONE_THREAD, 1, 0),
		op(ret, eperm, 0, 0),
		op(ret, unix.SECCOMP_RET_ALLOW, 0, 0))

	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("giving up new privileges: %w", err)
	}
	f := unix.SockFprog{Len: uint16(len(prog)), Filter: &prog[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&f)))
	if errno != 0 {
		return errno
	}
	return nil
}

"""Which system calls a jailed worker may not make, by name and by number of each machine."""

# Numbers from the kernel's own tables: x86-64's arch/x86/entry/syscalls/syscall_64.tbl, aarch64's
# asm-generic/unistd.h. A name that is missing on aarch64 does not exist there.
X86_64 = {
    "fork": 57, "vfork": 58, "execve": 59, "execveat": 322, "socket": 41, "connect": 42,
    "bind": 49, "listen": 50, "accept": 43, "accept4": 288, "ptrace": 101,
    "process_vm_readv": 310, "process_vm_writev": 311, "process_madvise": 440,
    "process_mrelease": 448, "kcmp": 312, "pidfd_open": 434, "pidfd_getfd": 438,
    "pidfd_send_signal": 424, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297, "tkill": 200,
    "perf_event_open": 298, "bpf": 321, "userfaultfd": 323, "io_uring_setup": 425,
    "io_uring_enter": 426, "io_uring_register": 427, "io_setup": 206, "io_submit": 209,
    "chmod": 90, "fchmod": 91, "fchmodat": 268, "fchmodat2": 452, "chown": 92, "fchown": 93,
    "lchown": 94, "fchownat": 260, "utime": 132, "utimes": 235, "futimesat": 261,
    "utimensat": 280, "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190, "setxattrat": 463,
    "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199, "removexattrat": 466,
    "file_setattr": 469, "truncate": 76, "mknod": 133, "mknodat": 259, "link": 86, "linkat": 265,
    "symlink": 88, "symlinkat": 266, "rename": 82, "renameat": 264, "renameat2": 316, "mkdir": 83,
    "mkdirat": 258, "rmdir": 84, "unlink": 87, "unlinkat": 263, "creat": 85, "mount": 165,
    "umount2": 166, "pivot_root": 155, "chroot": 161, "setns": 308, "unshare": 272,
    "open_tree": 428, "open_tree_attr": 467, "move_mount": 429, "fsopen": 430, "fsconfig": 431,
    "fsmount": 432, "fspick": 433, "mount_setattr": 442, "statmount": 457, "listmount": 458,
    "open_by_handle_at": 304, "name_to_handle_at": 303, "swapon": 167, "swapoff": 168,
    "reboot": 169, "sethostname": 170, "setdomainname": 171, "iopl": 172, "ioperm": 173,
    "init_module": 175, "delete_module": 176, "finit_module": 313, "kexec_load": 246,
    "kexec_file_load": 320, "quotactl": 179, "quotactl_fd": 443, "acct": 163, "settimeofday": 164,
    "clock_settime": 227, "adjtimex": 159, "clock_adjtime": 305, "syslog": 103, "vhangup": 153,
    "modify_ldt": 154, "nfsservctl": 180, "personality": 135, "add_key": 248, "request_key": 249,
    "keyctl": 250, "setrlimit": 160, "setpriority": 141, "ioprio_set": 251,
    "sched_setaffinity": 203, "sched_setscheduler": 144, "sched_setparam": 142,
    "sched_setattr": 314, "migrate_pages": 256, "move_pages": 279, "setuid": 105, "setgid": 106,
    "setreuid": 113, "setregid": 114, "setresuid": 117, "setresgid": 119, "setfsuid": 122,
    "setfsgid": 123, "setgroups": 116, "capset": 126, "setpgid": 109, "setsid": 112, "shmget": 29,
    "shmat": 30, "shmctl": 31, "msgget": 68, "msgsnd": 69, "msgctl": 71, "semget": 64,
    "semop": 65, "semctl": 66, "mq_open": 240, "mq_unlink": 241, "fanotify_init": 300,
    "fanotify_mark": 301, "inotify_init": 253, "inotify_init1": 294, "inotify_add_watch": 254,
    "memfd_secret": 447, "seccomp": 317, "lsm_set_self_attr": 460, "sync": 162, "syncfs": 306,
    "uselib": 134, "lookup_dcookie": 212, "_sysctl": 156, "clone": 56, "clone3": 435, "kill": 62,
    "tgkill": 234, "prlimit64": 302, "prctl": 157, "fcntl": 72, "ioctl": 16, "memfd_create": 319,
}  # fmt: skip

AARCH64 = {
    "execve": 221, "execveat": 281, "socket": 198, "connect": 203, "bind": 200, "listen": 201,
    "accept": 202, "accept4": 242, "ptrace": 117, "process_vm_readv": 270,
    "process_vm_writev": 271, "process_madvise": 440, "process_mrelease": 448, "kcmp": 272,
    "pidfd_open": 434, "pidfd_getfd": 438, "pidfd_send_signal": 424, "rt_sigqueueinfo": 138,
    "rt_tgsigqueueinfo": 240, "tkill": 130, "perf_event_open": 241, "bpf": 280,
    "userfaultfd": 282, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "io_setup": 0, "io_submit": 2, "fchmod": 52, "fchmodat": 53, "fchmodat2": 452, "fchown": 55,
    "fchownat": 54, "utimensat": 88, "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7,
    "setxattrat": 463, "removexattr": 14, "lremovexattr": 15, "fremovexattr": 16,
    "removexattrat": 466, "file_setattr": 469, "truncate": 45, "mknodat": 33, "linkat": 37,
    "symlinkat": 36, "renameat": 38, "renameat2": 276, "mkdirat": 34, "unlinkat": 35, "mount": 40,
    "umount2": 39, "pivot_root": 41, "chroot": 51, "setns": 268, "unshare": 97, "open_tree": 428,
    "open_tree_attr": 467, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432,
    "fspick": 433, "mount_setattr": 442, "statmount": 457, "listmount": 458,
    "open_by_handle_at": 265, "name_to_handle_at": 264, "swapon": 224, "swapoff": 225,
    "reboot": 142, "sethostname": 161, "setdomainname": 162, "init_module": 105,
    "delete_module": 106, "finit_module": 273, "kexec_load": 104, "kexec_file_load": 294,
    "quotactl": 60, "quotactl_fd": 443, "acct": 89, "settimeofday": 170, "clock_settime": 112,
    "adjtimex": 171, "clock_adjtime": 266, "syslog": 116, "vhangup": 58, "nfsservctl": 42,
    "personality": 92, "add_key": 217, "request_key": 218, "keyctl": 219, "setrlimit": 164,
    "setpriority": 140, "ioprio_set": 30, "sched_setaffinity": 122, "sched_setscheduler": 119,
    "sched_setparam": 118, "sched_setattr": 274, "migrate_pages": 238, "move_pages": 239,
    "setuid": 146, "setgid": 144, "setreuid": 145, "setregid": 143, "setresuid": 147,
    "setresgid": 149, "setfsuid": 151, "setfsgid": 152, "setgroups": 159, "capset": 91,
    "setpgid": 154, "setsid": 157, "shmget": 194, "shmat": 196, "shmctl": 195, "msgget": 186,
    "msgsnd": 189, "msgctl": 187, "semget": 190, "semop": 193, "semctl": 191, "mq_open": 180,
    "mq_unlink": 181, "fanotify_init": 262, "fanotify_mark": 263, "inotify_init1": 26,
    "inotify_add_watch": 27, "memfd_secret": 447, "seccomp": 277, "lsm_set_self_attr": 460,
    "sync": 81, "syncfs": 267, "lookup_dcookie": 18, "clone": 220, "clone3": 435, "kill": 129,
    "tgkill": 131, "prlimit64": 261, "prctl": 167, "fcntl": 25, "ioctl": 29, "memfd_create": 279,
}  # fmt: skip

# Judged by their arguments in `kernel.program`; every other name above is refused outright.
BY_ARGUMENT = frozenset(
    {"clone", "clone3", "kill", "tgkill", "prlimit64", "prctl", "fcntl", "ioctl", "memfd_create"}
)
HIGHEST_KNOWN = 469  # a newer call is refused until someone has read what it does

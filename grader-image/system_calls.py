"""The system calls that student code may make: those that CPython needs, and no others.

Calls that are not listed here get ENOSYS, as from a kernel that does not know them, so that
libraries fall back to older calls.
"""

import errno

#: Allowed with any arguments.
ALLOWED = """
    read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek sendfile
    copy_file_range splice close close_range dup dup2 dup3 pipe pipe2 flock
    open openat creat access faccessat faccessat2 stat fstat lstat newfstatat fstatat64 statx
    statfs fstatfs getdents getdents64 readlink readlinkat getcwd chdir fchdir umask
    mkdir mkdirat rmdir rename renameat renameat2 link linkat unlink unlinkat symlink symlinkat
    chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes utimensat futimesat
    truncate ftruncate fallocate fadvise64 fsync fdatasync
    brk munmap mremap mprotect madvise msync
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend
    rt_sigqueueinfo rt_tgsigqueueinfo sigaltstack kill tkill tgkill pause alarm getitimer setitimer
    timer_create timer_settime timer_gettime timer_getoverrun timer_delete
    select pselect6 poll ppoll epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait
    epoll_pwait2 eventfd eventfd2 timerfd_create timerfd_settime timerfd_gettime signalfd signalfd4
    sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg shutdown getsockname getpeername getsockopt
    futex futex_waitv futex_wake futex_wait futex_requeue set_robust_list get_robust_list
    set_tid_address arch_prctl rseq restart_syscall exit exit_group wait4 waitid
    sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max
    sched_get_priority_min getpriority getcpu
    nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times
    getpid gettid getppid getpgrp getpgid getsid getuid geteuid getgid getegid getresuid getresgid
    getgroups capget uname sysinfo getrusage getrlimit setrlimit prlimit64 getrandom
""".split()

#: Refused with a specific error, because programs call them directly.
REFUSED = {
    errno.EPERM: """
        socket connect bind listen accept accept4 setsockopt
        execve execveat unshare setns chroot pivot_root mount umount2 mount_setattr move_mount
        open_tree fsopen fsconfig fsmount fspick
        ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_getfd
        memfd_create memfd_secret shmget shmat shmctl shmdt semget semop semctl msgget msgsnd
        msgrcv msgctl mq_open mq_unlink mq_timedsend mq_timedreceive
        keyctl add_key request_key bpf perf_event_open io_uring_setup io_uring_enter
        io_uring_register userfaultfd io_setup
        setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid capset
        mlock mlock2 mlockall sched_setaffinity sched_setscheduler sched_setparam sched_setattr
        setpriority ioprio_set sync syncfs mknod mknodat name_to_handle_at open_by_handle_at
        seccomp reboot swapon swapoff init_module finit_module delete_module kexec_load
        sethostname setdomainname settimeofday clock_settime adjtimex clock_adjtime
        inotify_init inotify_init1 inotify_add_watch fanotify_init quotactl acct syslog
    """.split(),
    # As if the limit of processes were reached: a submission is one process.
    errno.EAGAIN: ["fork", "vfork"],
    # Libraries then use the older clone for threads, whose flags a filter can see.
    errno.ENOSYS: ["clone3"],
}

#: Harmless ones of `ioctl`, by number: FIOCLEX, FIONCLEX, FIONBIO, FIONREAD, TCGETS, TCGETS2,
#: TIOCGWINSZ.
IOCTLS = (0x5451, 0x5450, 0x5421, 0x541B, 0x5401, 0x802C_542A, 0x5413)

#: Of `prctl`: set and get a thread's name; get whether this process is dumpable.
PRCTLS = (15, 16, 3)

#: Of `fcntl`: F_DUPFD to F_SETLKW, F_DUPFD_CLOEXEC, F_GETPIPE_SZ, and locks of open files. Not
#: F_SETPIPE_SZ: no limit counts the memory of pipes.
FCNTLS = (0, 1, 2, 3, 4, 5, 6, 7, 1030, 1032, 36, 37, 38)

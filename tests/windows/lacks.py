"""What of Python's library is not there on Windows, by the pages of its documentation on those
modules ("Availability", Python 3.14)."""

#: Modules that Windows has not.
GONE = {"crypt", "curses", "fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog",
        "termios", "tty"}  # fmt: skip
#: Names that these modules have not.
LACKS = {
    "os": {
        "O_CLOEXEC", "O_DIRECTORY", "O_DSYNC", "O_NDELAY", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK",
        "O_SYNC", "WNOHANG", "chown", "chroot", "confstr", "ctermid", "fchdir", "fchown",
        "fork", "forkpty", "get_blocking", "getegid", "geteuid", "getgid", "getgroups",
        "getloadavg", "getpgid", "getpgrp", "getpriority", "getsid", "getuid", "killpg", "lchown",
        "mkfifo", "mknod", "nice", "openpty", "pipe2", "posix_fadvise", "posix_spawn", "pread",
        "pwrite", "register_at_fork", "sched_getaffinity", "sched_yield", "sendfile",
        "set_blocking", "setpgid", "setsid", "statvfs", "sync", "sysconf", "tcgetpgrp", "ttyname",
        "uname", "wait", "wait3", "wait4", "fchmod",
    },
    "signal": {
        "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGPROF",
        "SIGQUIT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGUSR1", "SIGUSR2", "SIGWINCH",
        "alarm", "pause", "pthread_kill", "pthread_sigmask", "setitimer", "siginterrupt",
        "sigpending", "sigtimedwait", "sigwait", "sigwaitinfo",
    },
    "socket": {"AF_NETLINK", "AF_PACKET", "AF_UNIX", "SO_BINDTODEVICE", "SO_REUSEPORT",
               "MSG_DONTWAIT", "MSG_NOSIGNAL", "TCP_INFO", "TCP_USER_TIMEOUT"},
    "sys": {"getdlopenflags", "setdlopenflags", "abiflags"},
    "select": {"epoll", "kqueue", "poll"},
    "time": {"tzset", "pthread_getcpuclockid", "clock_settime", "clock_gettime", "CLOCK_BOOTTIME",
             "CLOCK_MONOTONIC", "CLOCK_PROCESS_CPUTIME_ID"},
}  # fmt: skip

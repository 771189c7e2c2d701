/** One page of the report, written by hand: who could want what, what stands in the way, what does not. */
export const threatModel = `## Threat model

The daemon runs as an ordinary user, needs no privileges, and starts one program, \`makemkvcon\`. Worth protecting are the user's files, the queue with its answers, the drive, and
what the machine can do at all. The suites above try what is in the third column.

| who | may | must not, and why it can not |
| --- | --- | --- |
| the webapp, through its folder and its port | queue scans and rips, pause, order, read what goes on | **write outside \`webapp_basedir\`**: an output path is resolved, links included, and refused when it leaves; a name is one name that ends in \`.mkv\`. **Replace a file**: names are taken with \`link\`, which fails if there is one. **Run anything**: arguments are a list, no shell reads them. **Exhaust the daemon**: a task file is read up to 1 MiB, \`tasks.json\` up to 64 MiB, the settings up to 1 MiB. An id that is no file name is no task |
| a page in the user's browser | nothing | **connect**: \`Origin\` has to be absent or the webapp's. **Come by another name for this machine** (DNS rebinding): \`Host\` has to be a loopback name or one that was allowed. **Use the control socket**: no browser reaches a Unix socket, and an \`Origin\` is refused there, too |
| a program of another user on this machine | connect to the port on 127.0.0.1 and hear what is ripped, unless \`token:\` is set | **give orders**: the port takes none that change anything but a reload of the settings; orders go through the control socket, mode 0600 in a folder 0700 that may not be a link or somebody else's. **Stop others from being served**: a frame over 64 KiB, 1 MiB unread, 30 s without an answer to a ping end a connection; 2000 are the most |
| somebody on the network | nothing | **reach it**: it listens on 127.0.0.1; an address that others reach is opened only with \`token:\`. The connection is not encrypted: on a network that is not trusted put it into a tunnel |
| whoever made the disc | be ripped | **speak to the terminal, the menu or the log**: control characters are removed where text is shown, JSON escapes them elsewhere. **Name a path**: file names come from tasks; what makemkvcon calls its file is looked up inside a folder of our own. **Confuse the reader**: one parser with limits, and lines that it does not know are ignored |
| makemkvcon itself | read the drive, write into its staging folder, say anything at any length | **outlive or stall the daemon**: it has a process group of its own, a watchdog and a ladder of signals up to SIGKILL; a successor finds and stops one that was left. **Be believed**: a success is proved with the file, not with what was said |
| whoever can write \`daemon.yaml\` | everything | nothing: it names the program that is started. It is the user's own file; a \`token:\` in it belongs in mode 0600 |

Outside of it: a process of the **same user** can do all that the daemon can, and no program can change that; **root**; a **container that mounts more** than the webapp's folder; flaws in MakeMKV, Bun and the kernel.`;

/** One page of the report, written by hand: what somebody with a hundred discs may rely on. */
export const promises = `## What is promised, and what is not

Promised, whatever is killed whenever, and after a power cut on a disk that keeps what it was told to sync:

1. A task that is in \`queued/\` is there, is worked on, or has its answer. It is never in none of them.
2. A task is answered once. After the answer has been in \`complete/\`, it is never given again and the task is never done again, whether the answer is still there or not.
3. A file under its final name is whole: a film, an answer, a task, the cached settings. Until then it has a name that begins with a dot or ends in \`.answer\`.
4. A file that was there is never replaced or removed by a rip.
5. At most one makemkvcon runs, and the one that a killed daemon left is stopped before the next one starts.
6. What a killed daemon left is removed at the next start: staging folders, temporary files, locks (there are none to remove: the kernel drops them).
7. A film that had its name, but no answer yet, is found again and answered as a success, not ripped a second time.

Not promised:

- **That a rip that was interrupted goes on where it was.** It begins again; \`max_attempts\` is the most it does so (a stop or a restart that was asked for does not count).
- **That an answer is seen once after a power cut.** If the webapp read an answer and removed it, and the power was gone before the disk knew, the answer is there again. It is the same answer, and the task is not done again.
- **Anything about a disk that lies.** A drive or a share that says "synced" without having written can lose the last moments. On macOS \`fsync\` alone does not reach the platter of every drive; what Bun does there was not tried.
- **exFAT, FAT and shares without hard links under a power cut.** They have no journal: a rename may be lost with both names. Against kills they are as safe as the others. Where a rename that replaces nothing is not possible, either (exFAT by FUSE, for one), an empty file keeps the name for a moment: it may be seen, and somebody else's file that takes its place between the look and the rename is lost.
- **Work while the system lets the daemon open no file.** It waits and says so; fewer than 24 open files are not enough to begin with.
- **A queue that two daemons on two machines share** where the share does not lock: the lock is SQLite's and as good as the file system's.
- **The hardware.** All of this was tried with a simulated makemkvcon.`;

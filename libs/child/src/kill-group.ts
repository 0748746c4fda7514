/** Kills a process that leads its own group, and everything it started. A group that has ended already is left in peace. */
export function killGroup(leaderPid: number | undefined): void {
  if (leaderPid === undefined) return
  try {
    process.kill(-leaderPid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

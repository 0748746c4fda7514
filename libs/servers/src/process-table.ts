import { readFile } from 'node:fs/promises'
import { runCommand } from './run-command.ts'

/** A process as the system lists it. `startedAt` tells two processes apart that had the same pid one after the other. */
export type ListedProcess = { commandLine: string; startedAt: string }

/** The living process of that pid; nothing when it is gone or only waits to be reaped. */
export async function processWithPid(pid: number): Promise<ListedProcess | undefined> {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

async function fromProc(pid: number): Promise<ListedProcess | undefined> {
  try {
    const [commandLine, stat] = await Promise.all([readFile(`/proc/${pid}/cmdline`, 'utf8'), readFile(`/proc/${pid}/stat`, 'utf8')])
    if (commandLine === '') return undefined
    // The second field, the name in brackets, may hold spaces; the start time is the 20th after it.
    const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
    return { commandLine: commandLine.replaceAll('\0', ' ').trim(), startedAt }
  } catch {
    return undefined
  }
}

async function fromPs(pid: number): Promise<ListedProcess | undefined> {
  const [command, start] = await Promise.all([runCommand('ps', ['-o', 'command=', '-p', String(pid)]), runCommand('ps', ['-o', 'lstart=', '-p', String(pid)])])
  if (command.exitCode !== 0) return undefined
  return { commandLine: command.stdout.trim(), startedAt: start.stdout.trim() }
}

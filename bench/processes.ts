import { readFileSync } from 'node:fs'
import { round } from './figures.ts'

const TICKS_A_SECOND = 100

/** CPU milliseconds that a process has used so far (Linux; 0 elsewhere or when it is gone). */
export function cpuMsOf(pid: number | undefined): number {
  if (pid === undefined) return 0
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold blanks; utime and stime are the 12th and 13th field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_A_SECOND
  } catch {
    return 0
  }
}

/** Resident memory of a process in MiB. */
export function memoryMiBOf(pid: number | undefined): number {
  if (pid === undefined) return 0
  try {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Math.round(Number(kib) / 1024)
  } catch {
    return 0
  }
}

/** What several processes use while something is measured. */
export class ProcessMeter {
  readonly #pids: ReadonlyMap<string, number | undefined>
  readonly #before: Map<string, number>

  constructor(pids: ReadonlyMap<string, number | undefined>) {
    this.#pids = pids
    this.#before = this.#now()
  }

  /** CPU milliseconds by process since the meter was made, divided by `items`. */
  cpuMsAnItem(items: number): Record<string, number> {
    return Object.fromEntries([...this.#now()].map(([name, ms]) => [name, round((ms - (this.#before.get(name) ?? 0)) / items)]))
  }

  memoryMiB(): Record<string, number> {
    return Object.fromEntries([...this.#pids].map(([name, pid]) => [name, memoryMiBOf(pid)]))
  }

  #now(): Map<string, number> {
    return new Map([...this.#pids].map(([name, pid]) => [name, cpuMsOf(pid)]))
  }
}

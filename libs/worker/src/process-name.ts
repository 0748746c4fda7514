import { hostname } from 'node:os'

let lastMs = 0

/**
 * What a process is called wherever it leaves its name: in lists of workers, on what it has in hand, on what it moved, in the connections of the servers.
 * Two services of one process, and two processes that had the same id one after the other, are told apart.
 * @returns `<service>@<host>:<pid>.<start>`
 */
export function newProcessName(service: string): string {
  lastMs = Math.max(Date.now(), lastMs + 1)
  return `${service}@${hostname()}:${process.pid}.${lastMs.toString(36)}`
}

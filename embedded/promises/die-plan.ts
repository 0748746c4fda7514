import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const { DIE_PLAN, DIE_MARKS, DIE_BY } = process.env
const plan = DIE_PLAN ? JSON.parse(readFileSync(DIE_PLAN, 'utf8')) as Record<string, string> : {}

/**
 * Kills this process at an exact moment, when the plan says so: `DIE_PLAN` names a file with `{"<item or task>": "<boundary>"}`. Each death happens once; a mark in
 * the folder `DIE_MARKS` tells that it has. `DIE_BY=pause` stops it instead.
 * @param mark names the death among those of all processes of a test
 */
export function dieIfPlanned(boundary: string, id: string, mark: string): void {
  if (plan[id] !== boundary || !DIE_MARKS) return
  const path = join(DIE_MARKS, mark)
  if (existsSync(path)) return
  writeFileSync(path, boundary)
  process.kill(process.pid, DIE_BY === 'pause' ? 'SIGSTOP' : 'SIGKILL')
}

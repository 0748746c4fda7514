import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'

/** On what the figures were measured. */
export function environment(): Record<string, string | number> {
  return {
    date: new Date().toISOString(), commit: git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : ' with changes'),
    node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memory_gib: Math.round(totalmem() / 2 ** 30),
  }
}

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return 'unknown'
  }
}

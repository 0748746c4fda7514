import { loadavg } from 'node:os'
import { CLASSES, type DurabilityClass } from './durability.ts'
import { round } from './processes.ts'
import { celery } from './tasks/celery.ts'
import { etas, launches, revokes, startOnEmptyLane, stats, throughput } from './tasks/measures.ts'
import { withTasks, type Setting } from './tasks/setting.ts'

export const name = 'tasks'
export const says = 'tasks: launch, start, no-ops a second, revoke, eta and statistics, and the same no-ops through Celery and Redis'

type Sizes = { warmUp: number; tasks: number; launchSeconds: number; each: number }

/** A fresh Node runs at two thirds of its speed; the figures are those after the warm-up. fsync of every write takes longer, so less is done. */
const SIZES: Readonly<Record<DurabilityClass, Sizes>> = {
  '1s': { warmUp: 3_000, tasks: 5_000, launchSeconds: 60, each: 100 },
  always: { warmUp: 1_000, tasks: 2_000, launchSeconds: 15, each: 100 },
}
const LAUNCHES_A_SECOND = 200
const ON_RECORD = 100_000
const CELERY = { tasks: 2_000, warmUp: 300 }
/** `--quick`: a tenth of everything, to see that it runs. */
const SHARE = process.argv.includes('--quick') ? 0.1 : 1

/** Every figure of the task platform, one durability class after the other, then Celery on the same machine. */
export async function run(report: (line: string) => void): Promise<Record<string, unknown>> {
  const classes: Partial<Record<DurabilityClass, Record<string, unknown>>> = {}
  for (const durability of CLASSES) {
    classes[durability] = await withTasks(durability, report, (setting) => measured(setting, durability, report))
  }
  const theirs = await noted(report, 'celery', () => celery(CELERY.tasks * SHARE, CELERY.warmUp * SHARE, report))
  const ours = rateOf(classes['1s']?.['no_ops'])
  const rate = rateOf(theirs)
  return { ...(SHARE === 1 ? {} : { quick: true }), items_per_second: ours, classes, celery: theirs, ...(ours && rate ? { ratio: round(ours / rate) } : {}) }
}

async function measured(setting: Setting, durability: DurabilityClass, report: (line: string) => void): Promise<Record<string, unknown>> {
  const { warmUp, tasks, launchSeconds, each } = SIZES[durability]
  const figures: Record<string, unknown> = {}
  const measure = async (figure: string, work: () => Promise<Record<string, unknown>>): Promise<void> => {
    figures[figure] = await noted(report, `${durability} ${figure}`, work)
  }
  await throughput(setting, warmUp * SHARE)
  await measure('no_ops', () => throughput(setting, tasks * SHARE))
  await measure('launch', () => launches(setting, LAUNCHES_A_SECOND, Math.ceil(launchSeconds * SHARE)))
  await measure('start_ms', () => startOnEmptyLane(setting, each * SHARE))
  await measure('revoke_ms', () => revokes(setting, each * SHARE))
  await measure('eta_late_ms', () => etas(setting, each * SHARE))
  await measure('stats', () => stats(setting, ON_RECORD * SHARE, each * SHARE))
  return figures
}

/** Other work on the machine makes every figure worse: it is said beside each. */
async function noted<T extends object>(report: (line: string) => void, figure: string, work: () => Promise<T>): Promise<T & { load: number }> {
  const result = { ...await work(), load: round(loadavg()[0] ?? 0, 1) }
  report(`${name}: ${figure}: ${JSON.stringify(result)}`)
  return result
}

function rateOf(figures: unknown): number | undefined {
  return (figures as { items_per_second?: number } | undefined)?.items_per_second
}

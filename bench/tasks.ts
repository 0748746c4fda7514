import { loadavg } from 'node:os'
import { round } from './figures.ts'
import { celery } from './tasks/celery.ts'
import { etas, launches, revokes, startOnEmptyLane, stats, throughput } from './tasks/measures.ts'
import { withTasks, type Setting } from './tasks/setting.ts'
import { CLASSES, type DurabilityClass } from './with-system.ts'

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
const QUICK_SHARE = 0.1

/** Every figure of the task platform, one durability class after the other, then Celery on the same machine. */
export async function run(report: (line: string) => void, { quick }: { quick: boolean }): Promise<Record<string, unknown>> {
  const share = quick ? QUICK_SHARE : 1
  const classes: Partial<Record<DurabilityClass, Record<string, unknown>>> = {}
  for (const durability of CLASSES) {
    classes[durability] = await withTasks(durability, report, (setting) => measured(setting, SIZES[durability], share, (figure, work) => noted(report, `${durability} ${figure}`, work)))
  }
  const theirs = await noted(report, 'celery', () => celery(CELERY.tasks * share, CELERY.warmUp * share, report))
  const ours = rateOf(classes['1s']?.['no_ops'])
  const rate = rateOf(theirs)
  return { items_per_second: ours, classes, celery: theirs, ...(ours && rate ? { ratio: round(ours / rate) } : {}) }
}

type Measure = (figure: string, work: () => Promise<Record<string, unknown>>) => Promise<Record<string, unknown>>

async function measured(setting: Setting, { warmUp, tasks, launchSeconds, each }: Sizes, share: number, noting: Measure): Promise<Record<string, unknown>> {
  const figures: Record<string, unknown> = {}
  const measure = async (figure: string, work: () => Promise<Record<string, unknown>>): Promise<void> => {
    figures[figure] = await noting(figure, work)
  }
  await throughput(setting, warmUp * share)
  await measure('no_ops', () => throughput(setting, tasks * share))
  await measure('launch', () => launches(setting, LAUNCHES_A_SECOND, Math.ceil(launchSeconds * share)))
  await measure('start_ms', () => startOnEmptyLane(setting, each * share))
  await measure('revoke_ms', () => revokes(setting, each * share))
  await measure('eta_late_ms', () => etas(setting, each * share))
  await measure('stats', () => stats(setting, ON_RECORD * share, each * share))
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

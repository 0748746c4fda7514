import { ASIDE, HOLD_S, type WindowRules } from '../release/windows.ts'

export type TaskWindowOptions = {
  /** The largest window. */
  window: number
  /** Tasks of one tenant that may be at work at once. */
  tenantCap: number
}

/** The windows of one queue. Slots that a light tenant leaves are never kept idle. Pure. */
export function rulesOfTasks(slots: number, { window, tenantCap }: TaskWindowOptions): WindowRules {
  if (slots === 0) return { most: 0, light: 0, heavy: 0, holdAloneS: HOLD_S, aside: () => 0 }
  const least = Math.min(slots, tenantCap)
  const most = slots < tenantCap ? Math.max(slots, window) : least
  const aside = (ofLightOnes: number): number => Math.min(least, Math.max(ASIDE, slots - ofLightOnes))
  return { most, light: least, heavy: least, holdAloneS: HOLD_S, aside }
}

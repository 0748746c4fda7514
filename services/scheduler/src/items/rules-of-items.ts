import { ASIDE, LIGHT, type WindowRules } from '../release/windows.ts'

/**
 * A window never gets smaller, however slowly its items end: with fewer in hand the stages would commit them one by one,
 * and be slower still.
 */
export const LEAST = 16
/** While nobody else is there: what travels in larger groups costs less, and a newcomer waits behind it once. */
const HOLD_ALONE_S = 0.6

/** The windows of items. Pure. @param most the largest */
export function rulesOfItems(most: number): WindowRules {
  return { most, light: LIGHT, heavy: LEAST, holdAloneS: HOLD_ALONE_S, aside: () => ASIDE }
}

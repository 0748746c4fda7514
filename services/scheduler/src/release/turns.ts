/** Items taken from one tenant before it is the next one's turn. */
const TURN = 50

/**
 * Shares room out in turns: every tenant gets one turn before any gets a second. Who is alone takes all at once.
 * @param room free places by tenant, in the order of the tenants
 * @returns whose turn it is and for how many, in order
 */
export function turnsOf(room: ReadonlyMap<string, number>, turn = TURN): { tenantId: string; count: number }[] {
  const left = new Map([...room].filter(([, places]) => places > 0))
  const turns: { tenantId: string; count: number }[] = []
  while (left.size > 0) {
    for (const [tenantId, places] of left) {
      const count = left.size === 1 ? places : Math.min(turn, places)
      turns.push({ tenantId, count })
      if (places > count) left.set(tenantId, places - count)
      else left.delete(tenantId)
    }
  }
  return turns
}

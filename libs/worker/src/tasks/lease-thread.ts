import { parentPort, workerData } from 'node:worker_threads'
import { connectRecordStore } from '@chasqui/mongo'
import { Places, TaskClaims } from '@chasqui/mongo/tasks'
import { Beats } from './beats.ts'
import { claimOf, type FromLeaseThread, type Held, type LeaseThreadData, type ToLeaseThread } from './lease-messages.ts'

/**
 * Renews the leases of everything in hand from a thread of its own: work that blocks the main thread for minutes keeps its lease, and what the main thread
 * does not end by its hard limit ends with the process.
 */

const { mongoUrl, database, leaseMs, stuckAfterMs } = workerData as LeaseThreadData
const port = parentPort
if (!port) throw new Error('the lease thread runs as a worker thread')

const held = new Map<string, Held>()
const store = await connectRecordStore({ url: mongoUrl, database, name: 'chasqui-leases' })
const claims = new TaskClaims(store.db)
const places = new Places(store.db)

const say = (message: FromLeaseThread): void => port.postMessage(message)

async function renew(): Promise<void> {
  endWhatIsStuck()
  const mine = [...held.values()]
  if (mine.length === 0) return
  const until = new Date(Date.now() + leaseMs)
  const there = await claims.renewLeases(mine, until)
  await places.renew(mine.flatMap(({ places: taken }) => taken), until)
  for (const one of mine) {
    const task = there.get(one.taskId)
    const claim = claimOf(one)
    // Let go of meanwhile, or nobody knows yet whether it was claimed.
    if (held.get(claim)?.hardUntil === undefined) continue
    if (task?.owner !== one.owner) say({ kind: 'lost', claim })
    else if (task.cancelRequested) say({ kind: 'revoke', claim, terminate: task.cancelRequested.terminate })
  }
}

/** The main thread has not ended a task long after its hard limit: it does not get to run. Nothing but the end of the process stops that. */
function endWhatIsStuck(): void {
  if ([...held.values()].some(({ hardUntil = Infinity }) => Date.now() > hardUntil + stuckAfterMs)) process.kill(process.pid, 'SIGKILL')
}

const beatMs = Math.floor(leaseMs / 3)
const beats = new Beats(beatMs, Date.now())
let isRenewing = false
const timer = setInterval(() => {
  const stoodStillMs = beats.beat(Date.now())
  // Nobody could work meanwhile: a pause or a suspended machine is no sign of a task that does not end.
  if (stoodStillMs > 0) for (const one of held.values()) if (one.hardUntil !== undefined) one.hardUntil += stoodStillMs
  if (isRenewing) return
  isRenewing = true
  // While the store is away nothing can be renewed; it is tried again with the next beat.
  renew().catch(() => undefined).finally(() => { isRenewing = false })
}, beatMs)

port.on('message', (message: ToLeaseThread) => {
  switch (message.kind) {
    case 'add': held.set(claimOf(message.held), message.held); return
    case 'remove': held.delete(message.claim); return
    case 'stop':
      clearInterval(timer)
      void store.close().finally(() => port.close())
  }
})
say({ kind: 'ready' })

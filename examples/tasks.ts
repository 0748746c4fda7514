/**
 * Launches a task, follows it live until it has ended, and says what became of it.
 *
 *     node examples/tasks.ts launch TASK_TYPE ['{"parameter": "value"}']
 *     node examples/tasks.ts retry TASK_ID ['{"parameter": "value"}']
 *
 * Ctrl-C revokes the task and waits until it has stopped. Ends with 1 when the task did not succeed.
 */
import { randomUUID } from 'node:crypto'
import { callTasks, json, Refused } from './chasqui.ts'
import { followed } from './events.ts'
import './say-why.ts'
import { jsonOf } from './typed-json.ts'

type Task = { id: string; state: string; is_final: boolean; note: string | null; result: unknown; error: { code: string; message: string; hint: string | null } | null }
type Moved = { state: string; substate?: string | null; progress?: { done: number; total?: number | null; note?: string | null } | null }

const [command, named, params] = process.argv.slice(2)
if (named === undefined || (command !== 'launch' && command !== 'retry')) throw new Error('It was not said what to do. Type: node examples/tasks.ts launch TASK_TYPE [PARAMS], or: node examples/tasks.ts retry TASK_ID [PARAMS]')

const task = await (command === 'launch' ? launched(named, params ?? '{}') : retried(named, params))
console.log(`${task.id} ${task.state} ${task.note ?? ''}`)
process.once('SIGINT', () => { void revoke(task.id) })
await follow(task.id)
const { state, result, error } = await (await callTasks(`/${task.id}`)).json() as Task
console.log(`${state} ${error ? `${error.code}: ${error.message}. ${error.hint ?? ''}` : JSON.stringify(result)}`)
process.exitCode = state === 'SUCCESS' ? 0 : 1

/** The key makes it safe to send again: a repetition gets the same task. */
async function launched(type: string, text: string): Promise<Task> {
  return sent('', { type, params: jsonOf(text, 'The parameters') })
}

/** A new task like one that has ended; the old one stays as it is. */
async function retried(id: string, text: string | undefined): Promise<Task> {
  return sent(`/${id}/retry`, text === undefined ? {} : { params: jsonOf(text, 'The parameters') })
}

async function sent(path: string, body: unknown): Promise<Task> {
  const request = json(body, { 'idempotency-key': randomUUID() })
  for (let n = 1; ; n++) {
    try {
      return await (await callTasks(path, request)).json() as Task
    } catch (error) {
      const isForNow = error instanceof TypeError || (error instanceof Refused && error.status >= 500)
      if (!isForNow || n === 5) throw error
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }
  }
}

/** Until it has ended. */
async function follow(id: string): Promise<void> {
  for await (const { data } of followed<Moved>((headers) => callTasks(`/${id}/events`, { headers }))) console.log(`  ${sentenceOf(data)}`)
}

function sentenceOf({ state, substate, progress }: Moved): string {
  const done = progress ? `${progress.done}${progress.total ? ` of ${progress.total}` : ''} ${progress.note ?? ''}` : ''
  return [state, substate, done].filter((part) => part).join(' ')
}

/** What has not started never starts; what runs is told to stop. */
async function revoke(id: string): Promise<void> {
  try {
    await callTasks(`/${id}`, { method: 'DELETE' })
  } catch (error) {
    // It has ended meanwhile, or cannot be stopped any more.
    console.log(error instanceof Error ? error.message : error)
  }
}

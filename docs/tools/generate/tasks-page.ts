import { z } from 'zod'
import { ScheduleDeclaration } from '@chasqui/contracts'
import { announcementOf, type TaskDefinition } from '@chasqui/worker'
import { tasks as publishTasks } from '../../../services/publish/src/tasks.ts'
import { tasks as schedulerTasks } from '../../../services/scheduler/src/tasks.ts'
import { code, generatedPage, table } from './markdown.ts'

/** Who runs tasks, and which. */
export const taskServices: readonly { service: string; tasks: readonly TaskDefinition[] }[] = [{ service: 'publish', tasks: publishTasks }, { service: 'scheduler', tasks: schedulerTasks }]

const INTRO = `What can be launched, over \`POST /api/tasks\` or by a schedule. A running installation says the same at \`GET /api/tasks/types\`, with the schemas that a launch is checked
against. How to add one: [writing a task](../writing-a-task.md).`

/** Every task type, from the definitions of the services: docs/reference/tasks.md. */
export function tasksPage(): string {
  const all = taskServices.flatMap(({ service, tasks }) => tasks.map((definition) => ({ service, definition })))
  const overview = table(['Type', 'Run by', 'Lane', 'Launched by', 'What'], all.map(({ service, definition }) => {
    const { _id, lane, role, scope, description } = announcementOf(definition)
    return [`[${code(_id)}](#${_id.replaceAll('.', '')})`, service, lane, scope === 'platform' ? `${role} of the platform` : role, description]
  }))
  return generatedPage('Tasks', INTRO, overview, ...all.map(({ definition }) => sectionOf(definition)))
}

function sectionOf(definition: TaskDefinition): string {
  const { _id, description, params } = announcementOf(definition)
  const rows = paramRows(params as JsonSchema)
  const schedules = definition.schedules ?? []
  return [
    `## ${_id}`, `${description}.`, limitsOf(definition), rows.length === 0 ? 'It takes no parameters.' : table(['Parameter', 'Type', 'Default', 'What'], rows),
    ...(schedules.length === 0 ? [] : [table(['Schedule', 'When', 'With', 'At first', 'What'], schedules.map(scheduleRow))]),
  ].join('\n\n')
}

function limitsOf(definition: TaskDefinition): string {
  const { softLimitMs, hardLimitMs, retries: { maxRetries, baseMs, capMs }, rate, atOnce, outside } = announcementOf(definition)
  return [
    `Told to stop after ${spanOf(softLimitMs)}, cut off after ${spanOf(hardLimitMs)}.`, maxRetries === 0 ? 'Never tried again.' : `Tried again ${maxRetries} times, after ${spanOf(baseMs)} to ${spanOf(capMs)}.`,
    ...(atOnce ? [`At most ${atOnce.limit} at once for each ${atOnce.by}.`] : []), ...(rate ? [`At most ${rate.limit} starts in ${spanOf(rate.windowMs)} for each ${rate.by}.`] : []), ...(outside ? [`It speaks to ${outside}.`] : []),
  ].join(' ')
}

function spanOf(ms: number): string {
  const [unit, size] = ([['h', 3_600_000], ['min', 60_000], ['s', 1_000]] as const).find(([, of]) => ms % of === 0) ?? ['ms', 1]
  return `${ms / size} ${unit}`
}

type JsonSchema = { type?: string; secret?: boolean; format?: string; enum?: unknown[]; anyOf?: JsonSchema[]; items?: JsonSchema; minimum?: number; maximum?: number; default?: unknown; description?: string; required?: string[]; properties?: Record<string, JsonSchema> }

function paramRows({ properties = {}, required = [] }: JsonSchema, prefix = ''): string[][] {
  return Object.entries(properties).flatMap(([name, schema]) => [
    [code(`${prefix}${name}`), `${typeOf(schema)}${schema.secret ? ', secret' : ''}`, schema.default === undefined ? (required.includes(name) ? 'must be sent' : '') : code(JSON.stringify(schema.default)), schema.description ?? ''],
    ...(schema.properties ? paramRows(schema, `${prefix}${name}.`) : []),
  ])
}

function typeOf({ type, format, enum: values, anyOf, items, minimum, maximum }: JsonSchema): string {
  if (values) return values.map((value) => code(String(value))).join(', ')
  if (anyOf) return anyOf.map(typeOf).join(' or ')
  if (items) return `list of ${typeOf(items)}`
  const bounds = type === 'integer' && minimum !== undefined && maximum !== undefined ? `, ${minimum} to ${maximum}` : ''
  return `${format ?? type ?? ''}${bounds}`
}

function scheduleRow(declared: z.input<typeof ScheduleDeclaration> | Omit<z.input<typeof ScheduleDeclaration>, 'type'>): string[] {
  const { id, cron, zone, params, enabled, description } = ScheduleDeclaration.omit({ type: true }).parse(declared)
  return [code(id), `${code(cron)} ${zone}`, code(JSON.stringify(params)), enabled ? 'on' : 'off', description]
}

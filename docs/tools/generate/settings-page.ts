import { describeConfig, type SettingRow } from '@chasqui/config'
import { STAGE_NAMES } from '@chasqui/contracts'
import { TelemetryConfig } from '@chasqui/telemetry'
import { services } from '../../../embedded/services.ts'
import { code, generatedPage, table } from './markdown.ts'

const INTRO = `Every process reads its settings from the environment, once, at its start, and refuses to start with all faults in one message. \`<NAME>_FILE\`
names a file that holds the value, for secrets. Where there is no default the setting may be left out, unless it says that it is required.`

/** Defaults that the machine decides: the page is the same everywhere. */
const DECIDED_BY_THE_MACHINE: ReadonlySet<string> = new Set(['OCR_PROCESSES'])

type Named = { name: string; rows: readonly SettingRow[] }

/** The settings of every service, those that several have said once: docs/reference/settings.md. */
export function settingsPage(): string {
  const all: Named[] = services.map((service) => ({ name: service.name, rows: describeConfig(service.config) }))
  const everywhere = sharedBy(all)
  const stageNames: readonly string[] = STAGE_NAMES
  const inStages = without(sharedBy(all.filter(({ name }) => stageNames.includes(name))), everywhere)
  const own = all.map(({ name, rows }) => ({ name, rows: without(rows, [...everywhere, ...inStages]) }))
  return generatedPage('Settings', INTRO,
    section('Every process', [...everywhere, ...describeConfig(TelemetryConfig)]),
    section('Every stage', inStages, `Beside those of every process: ${stageNames.join(', ')}.`),
    ...own.filter(({ rows }) => rows.length > 0).map(({ name, rows }) => section(name, rows)),
    `Without settings of their own: ${own.filter(({ rows }) => rows.length === 0).map(({ name }) => name).join(', ')}.`,
  )
}

/** The settings that all of them have, alike to the last word. */
function sharedBy([first, ...others]: readonly Named[]): SettingRow[] {
  return (first?.rows ?? []).filter((row) => others.every(({ rows }) => rows.some((other) => isSame(row, other))))
}

function without(rows: readonly SettingRow[], taken: readonly SettingRow[]): SettingRow[] {
  return rows.filter((row) => !taken.some((other) => isSame(row, other)))
}

function isSame(one: SettingRow, other: SettingRow): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function section(title: string, rows: readonly SettingRow[], whose = ''): string {
  return `## ${title}\n\n${whose === '' ? '' : `${whose}\n\n`}${table(['Setting', 'Value', 'Default', 'What'], rows.map((row) => [
    code(row.name), row.type, DECIDED_BY_THE_MACHINE.has(row.name) ? '' : code(row.default ?? ''), `${row.description}${row.isRequired ? ' (required)' : ''}${row.isSecret ? ' (secret: never shown)' : ''}`,
  ]))}`
}

import type { z } from 'zod'
import { describeConfig, type SettingRow } from './describe.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What is wrong with one setting. `what` never holds the value of a text setting: it may be a secret or carry one. */
export type ConfigFault = { name: string; what: string; setting?: SettingRow }

export type ConfigReading<S extends z.ZodObject> =
  | { ok: true; value: z.output<S> }
  | { ok: false; faults: ConfigFault[] }

/** Gives the text of a file, or throws; handed in so that reading stays pure. */
export type ReadText = (path: string) => string

/**
 * Reads the settings of a schema from an environment. Pure but for `readText`.
 *
 * A setting that is empty or blank counts as absent (compose files and manifests write `NAME=` for "none").
 * `<NAME>_FILE` names a file that holds the value; one line end at its end is not part of it.
 */
export function readConfig<S extends z.ZodObject>(schema: S, env: Environment, readText: ReadText): ConfigReading<S> {
  const rows = describeConfig(schema)
  rows.forEach((row) => refuseCoercedSwitch(row, schema.shape[row.key] as z.ZodType))
  const names = new Set(rows.map((row) => row.name))
  const given: Record<string, string> = {}
  const faults: ConfigFault[] = []
  const unread = new Set<PropertyKey>()

  for (const row of rows) {
    const found = lookUp(row.name, env, names, readText)
    if (found.fault) {
      faults.push({ name: row.name, what: found.fault, setting: row })
      unread.add(row.key)
    } else if (found.text !== undefined) given[row.key] = found.text
  }

  const parsed = schema.safeParse(given)
  if (parsed.success && faults.length === 0) return { ok: true, value: parsed.data }
  for (const issue of parsed.error?.issues ?? []) {
    const key = issue.path[0]
    if (key === undefined || !unread.has(key)) faults.push(faultOf(issue, rows, given))
  }
  return { ok: false, faults: inOrder(faults, rows) }
}

/** `z.coerce.boolean()` reads the text "false" as true: a mistake of the schema, to be seen at the first start. */
function refuseCoercedSwitch(row: SettingRow, field: z.ZodType): void {
  if (row.type === 'true or false' && field.safeParse('false').data === true) {
    throw new TypeError(`The setting ${row.key} uses z.coerce.boolean(), for which "false" is true; use z.stringbool()`)
  }
}

type Found = { text?: string; fault?: string }

function lookUp(name: string, env: Environment, names: ReadonlySet<string>, readText: ReadText): Found {
  const direct = given(env[name])
  const fileName = `${name}_FILE`
  // A schema may have a setting that is itself called …File; then that name is not ours to read as a secret's place.
  const path = names.has(fileName) ? undefined : given(env[fileName])
  if (path === undefined) return direct === undefined ? {} : { text: direct }
  if (direct !== undefined) return { fault: `is set twice: as ${name} and as ${fileName}; keep one` }
  return fromFile(path, fileName, readText)
}

function fromFile(path: string, fileName: string, readText: ReadText): Found {
  try {
    const text = given(readText(path).replace(/\r?\n$/, ''))
    return text === undefined ? { fault: `the file named by ${fileName} is empty (${path})` } : { text }
  } catch (thrown) {
    const why = (thrown as NodeJS.ErrnoException).code ?? 'unreadable'
    return { fault: `cannot read the file named by ${fileName} (${path}: ${why})` }
  }
}

function given(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text
}

function faultOf(issue: z.core.$ZodIssue, rows: readonly SettingRow[], texts: Readonly<Record<string, string>>): ConfigFault {
  const setting = rows.find((row) => row.key === issue.path[0])
  if (!setting) return { name: '(all together)', what: issue.message }
  const text = texts[setting.key]
  if (text === undefined) return { name: setting.name, what: 'is missing', setting }
  return { name: setting.name, what: `${said(issue.message, text)}${shown(text, setting)}`, setting }
}

/** A check of the schema's own may quote the value; the quote is taken out. */
function said(message: string, text: string): string {
  return text.length > 2 ? message.replaceAll(text, '…') : message
}

/** The value helps to see a typing error, and is shown where it cannot be or carry a secret: numbers, switches, choices. */
function shown(text: string, setting: SettingRow): string {
  const isHarmless = !setting.isSecret && /^(integer|number|true or false|one of)/.test(setting.type)
  return isHarmless ? ` (it is "${text.slice(0, 40)}")` : ''
}

function inOrder(faults: ConfigFault[], rows: readonly SettingRow[]): ConfigFault[] {
  const place = (fault: ConfigFault) => (fault.setting ? rows.indexOf(fault.setting) : rows.length)
  return faults.sort((a, b) => place(a) - place(b))
}

import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { configErrors } from './errors.ts'
import { readConfig, type ConfigFault, type Environment, type ReadText } from './read.ts'

/**
 * Reads the settings of this process from the environment, or throws a Fault `CONFIG_INVALID` that lists every
 * fault at once: name, what is wrong, what the setting is for, its default. Values of text settings are never shown.
 *
 * The names are the SCREAMING_SNAKE form of the schema's keys. Every setting may come from a file instead, named by
 * `<NAME>_FILE`. Texts become numbers and switches by the schema: `z.coerce.number()`, `z.stringbool()`.
 */
export function loadConfig<S extends z.ZodObject>(schema: S, env: Environment = process.env): z.output<S> {
  return read(schema, env, (path) => readFileSync(path, 'utf8'))
}

/**
 * Reads the settings of a program that runs inside another one, from the environment that the other made for it. No file is read.
 * @throws CONFIG_INVALID, as `loadConfig`
 */
export function settingsFrom<S extends z.ZodObject>(schema: S, env: Environment): z.output<S> {
  return read(schema, env, () => { throw new Error('settings that were made are not read from files') })
}

function read<S extends z.ZodObject>(schema: S, env: Environment, readText: ReadText): z.output<S> {
  const reading = readConfig(schema, env, readText)
  if (reading.ok) return reading.value
  throw configErrors.fault('CONFIG_INVALID', { detail: faultsAsText(reading.faults) })
}

/** The faults as a person reads them in a terminal: one block each. */
function faultsAsText(faults: readonly ConfigFault[]): string {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`
  return [count, ...faults.map(block)].join('\n\n')
}

function block({ name, what, setting }: ConfigFault): string {
  const lines = [`  ${name}  ${what}`]
  if (setting?.description) lines.push(`      ${setting.description}`)
  if (setting) lines.push(`      ${setting.type}${setting.default === undefined ? '' : `; default ${setting.default}`}`)
  return lines.join('\n')
}

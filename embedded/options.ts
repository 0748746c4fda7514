import { parseArgs, type ParseArgsConfig } from 'node:util'
import { embeddedErrors } from './errors.ts'

/**
 * What was typed behind the name of a script. `--help` prints the usage and ends the process.
 * @param usage one line, as it is typed: `npm start -- [--port N]`
 * @throws BAD_ARGUMENT
 */
export function optionsOf<const Options extends NonNullable<ParseArgsConfig['options']>>(usage: string, options: Options, positionals: 'one' | 'none' = 'none') {
  const parsed = parse(options, positionals === 'one')
  if ('help' in parsed.values && parsed.values.help) {
    process.stdout.write(`${usage}\n`)
    process.exit(0)
  }
  return { values: parsed.values, named: parsed.positionals[0] }
}

function parse<const Options extends NonNullable<ParseArgsConfig['options']>>(options: Options, allowPositionals: boolean) {
  try {
    return parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } }, allowPositionals })
  } catch (error) {
    throw embeddedErrors.fault('BAD_ARGUMENT', { detail: error instanceof Error ? error.message.split('. ')[0] ?? '' : String(error) })
  }
}

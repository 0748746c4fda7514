import '@chasqui/telemetry/register'
import { embeddedErrors, sentenceOf } from './errors.ts'
import { optionsOf } from './options.ts'
import { services } from './services.ts'
import { setUp } from './setup.ts'
import { startSystem } from './system.ts'

const USAGE = `npm start -- [--port N] [--data DIR] [--only NAME,NAME]
  names: ${services.map((service) => service.name).join(', ')}`
const SAME_SIGNAL_WITHIN_MS = 1_000

const report = (line: string): void => { process.stderr.write(`${line}\n`) }

/** `npm start`: the whole system, kept up, its data kept between runs. */
async function main(): Promise<void> {
  const options = readOptions()
  await setUp()
  const system = await startSystem({ ...options, report })

  let leavingSince: number | undefined
  const leave = (): void => {
    if (leavingSince !== undefined) {
      // A terminal and npm may both pass the first one on.
      if (Date.now() - leavingSince > SAME_SIGNAL_WITHIN_MS) process.exit(1)
      return
    }
    leavingSince = Date.now()
    report('finishing what is in hand …; Ctrl-C again leaves at once')
    system.stop().then(() => process.exit(0), (error: unknown) => { report(sentenceOf(error)); process.exit(1) })
  }
  process.on('SIGINT', leave)
  process.on('SIGTERM', leave)

  if (system.url) {
    process.stdout.write(`ready ${system.url}\n`)
    process.stdout.write(`API page ${system.url}/docs\n`)
    process.stdout.write(`metrics ${system.opsUrl}/metrics\n`)
    process.stdout.write(`broker ${system.natsUrl}\n`)
    for (const [name, { apiKey }] of Object.entries(system.keys)) process.stdout.write(`key ${name} ${apiKey}\n`)
  } else {
    process.stdout.write('ready\n')
  }
}

function readOptions(): { dataDir: string; port?: number; only?: string[] } {
  const { values } = optionsOf(USAGE, { data: { type: 'string' }, port: { type: 'string' }, only: { type: 'string' } })
  const only = values.only?.split(',').map((name) => name.trim()).filter((name) => name !== '')
  const unknown = only?.find((name) => !services.some((service) => service.name === name))
  if (only?.length === 0) throw embeddedErrors.fault('BAD_ARGUMENT', { detail: `--only names no service; there are ${services.map((s) => s.name).join(', ')}` })
  if (unknown !== undefined) throw embeddedErrors.fault('BAD_ARGUMENT', { detail: `--only ${unknown}; there are ${services.map((s) => s.name).join(', ')}` })
  const port = values.port === undefined ? undefined : Number(values.port)
  if (port !== undefined && (!Number.isInteger(port) || port < 1 || port > 65_535)) throw embeddedErrors.fault('BAD_ARGUMENT', { detail: `--port ${values.port}; a port is a number from 1 to 65535` })
  if (values.data === '') throw embeddedErrors.fault('BAD_ARGUMENT', { detail: '--data names no folder' })
  return { dataDir: values.data ?? '.chasqui', ...(port === undefined ? {} : { port }), ...(only === undefined ? {} : { only }) }
}

await main().catch((error: unknown) => {
  report(sentenceOf(error))
  process.exit(1)
})

/**
 * What the npm scripts run on a bare machine: `node embedded/launch.mjs <script> [args…]`. It installs the packages when they are missing
 * or others than the lockfile says, and runs the script on the Node that came with them. Its own words go to stderr: stdout is the script's.
 *
 * This file alone must run, or at least say its sentence, on whatever Node the machine has: no packages, no TypeScript, no recent syntax.
 */
import { spawn } from 'child_process'
import { existsSync, readFileSync } from 'fs'
import { delimiter, dirname, join } from 'path'
import { fileURLToPath } from 'url'

const OLDEST_NODE = 20
const PNPM = 'pnpm@12.21.0'
const SCRIPTS = {
  demo: 'embedded/demo.ts',
  start: 'embedded/start.ts',
  test: 'embedded/tools/test.ts',
  'test:faults': 'embedded/tools/fault-run.ts',
  check: 'embedded/tools/check.ts',
  bench: 'bench/bench.ts',
  docs: 'docs/tools/generate.ts',
}
const SAME_SIGNAL_WITHIN_MS = 1000
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const bin = join(root, 'node_modules', '.bin')

main().then((exitCode) => { process.exitCode = exitCode }, (error) => { process.exitCode = sayWhy(error.message) })

async function main() {
  const name = process.argv[2]
  const args = process.argv.slice(3)
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    return sayWhy(`Chasqui needs Node ${OLDEST_NODE} or newer to install itself and this is ${process.version}; install one from https://nodejs.org, then run the command again.`)
  }
  if (!Object.prototype.hasOwnProperty.call(SCRIPTS, String(name))) {
    return sayWhy(`There is no script "${name}"; type: node embedded/launch.mjs <${Object.keys(SCRIPTS).join('|')}>`)
  }
  if (!isInstalled()) {
    const failure = await install()
    if (failure) return sayWhy(failure)
  }
  return exitCodeOf(await run(join(bin, 'node'), [join(root, SCRIPTS[name])].concat(args), 'inherit'))
}

/** pnpm keeps a copy of the lockfile that it installed. */
function isInstalled() {
  const installed = join(root, 'node_modules', '.pnpm', 'lock.yaml')
  if (!existsSync(installed) || !existsSync(join(bin, 'node'))) return false
  return readFileSync(installed).equals(readFileSync(join(root, 'pnpm-lock.yaml')))
}

/** @returns {Promise<string | undefined>} the sentence that says why it failed, if it did */
async function install() {
  const startedAt = Date.now()
  process.stderr.write('set-up: installing the packages …\n')
  const ended = await run('npx', ['-y', PNPM, 'install', '--frozen-lockfile'], 'all-to-stderr')
  if (ended.signal || ended.error === undefined && ended.code === 0) {
    if (ended.signal) return `The installation of the packages was ended by ${ended.signal}; run the command again.`
    process.stderr.write(`set-up: packages installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`)
    return undefined
  }
  const why = ended.error ? ended.error.message : reasonIn(ended.output)
  return `The packages could not be installed, because of: ${why}; to see all of it, type: npx -y ${PNPM} install --frozen-lockfile`
}

/**
 * Runs a program to its end. Signals that reach this process reach the program once: what a terminal sends (Ctrl-C) goes to all of its
 * foreground processes already, everything else is passed on.
 */
function run(command, args, output) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: environment(), stdio: output === 'inherit' ? 'inherit' : ['ignore', 'pipe', 'pipe'] })
    const kept = { text: '' }
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) stream.on('data', (chunk) => { process.stderr.write(chunk); kept.text = (kept.text + chunk).slice(-4000) })
    }
    const stopPassing = passSignalsTo(child)
    child.once('error', (error) => { stopPassing(); resolve({ error, output: kept.text }) })
    child.once('close', (code, signal) => { stopPassing(); resolve({ code, signal, output: kept.text }) })
  })
}

function passSignalsTo(child) {
  const passedAt = {}
  const listeners = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    const listener = () => {
      if (signal !== 'SIGTERM' && isInForeground()) return
      // npm passes on a signal that this process may have got itself.
      const isEcho = Date.now() - (passedAt[signal] || 0) < SAME_SIGNAL_WITHIN_MS
      passedAt[signal] = Date.now()
      if (!isEcho) child.kill(signal)
    }
    process.on(signal, listener)
    return [signal, listener]
  })
  return () => { for (const [signal, listener] of listeners) process.removeListener(signal, listener) }
}

/** Whether a terminal has this process group in front, so that its Ctrl-C goes to the child too. */
function isInForeground() {
  try {
    // After the name in brackets: state, parent, process group, session, terminal, foreground process group of the terminal.
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[2] === fields[5]
  } catch {
    return Boolean(process.stdin.isTTY)
  }
}

function environment() {
  const env = Object.assign({}, process.env, { PATH: bin + delimiter + process.env.PATH })
  // Node's own fetch looks at HTTPS_PROXY only when told to.
  if ((env.HTTPS_PROXY || env.https_proxy) && env.NODE_USE_ENV_PROXY === undefined) env.NODE_USE_ENV_PROXY = '1'
  return env
}

function exitCodeOf(ended) {
  if (ended.error) return sayWhy(`The script could not be started, because of: ${ended.error.message}; type: rm -rf node_modules, then run the command again.`)
  return ended.signal ? 128 + (SIGNAL_NUMBERS[ended.signal] || 0) : ended.code
}

/** The first line that names an error and the two after it, without what tools draw around their messages. */
function reasonIn(output) {
  const lines = output.split('\n').map((line) => line.replace(/[^\x20-\x7e\u00a0-\u024f]/g, ' ').trim()).filter((line) => line !== '' && !/^(npm (warn|notice)|at )/.test(line))
  const first = lines.findIndex((line) => /\berr(or)?[:_ ]/i.test(line))
  return lines.slice(first < 0 ? -1 : first).slice(0, 3).join(' ').slice(0, 300) || 'no reason given'
}

function sayWhy(sentence) {
  process.stderr.write(`${sentence}\n`)
  return 1
}

import { programOnPath } from './program-path.ts'
import { runCommand } from './run-command.ts'

let prefix: Promise<readonly string[]> | undefined

/**
 * The same command, told to the kernel to end (SIGTERM) when this process dies, even by kill -9. That is Linux with util-linux;
 * elsewhere the leftover is ended by the next start in the same data folder.
 */
export async function diesWithParent(command: readonly string[]): Promise<readonly string[]> {
  prefix ??= findPrefix()
  return [...await prefix, ...command]
}

async function findPrefix(): Promise<readonly string[]> {
  if (process.platform !== 'linux') return []
  const setpriv = await programOnPath('setpriv')
  if (setpriv === undefined) return []
  const words = [setpriv, '--pdeathsig', 'TERM']
  // The setpriv of busybox has the name but not this option.
  const trial = await runCommand(setpriv, [...words.slice(1), 'true'])
  return trial.exitCode === 0 ? words : []
}

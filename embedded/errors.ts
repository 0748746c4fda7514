import { codes, Fault } from '@chasqui/errors'

export const embeddedErrors = codes('embedded', {
  BAD_ARGUMENT: { say: 'An argument cannot be used', hint: 'Type the command again with --help behind it, such as: npm start -- --help', retry: false },
  PORT_TAKEN: { say: 'The port is taken by another program', hint: 'Type: npm start -- --port N, with another N; the port of the metrics is that of OPS_PORT', retry: false },
  HOST_UNUSABLE: { say: 'The gateway cannot listen at this address', hint: 'Set GATEWAY_HOST to an address of this machine, such as 127.0.0.1 or 0.0.0.0', retry: false },
  KEYS_UNREADABLE: { say: 'The keys of the demo tenants cannot be read', hint: 'Mend the file, or remove it to get new keys; the old ones end then', retry: false },
  DATA_DIR_UNUSABLE: { say: 'The data folder cannot be used', hint: 'Type: npm start -- --data DIR, with a folder that you may write', retry: false },
})

/** What a person reads when something cannot start: what, why, what to type; never a stack. */
export function sentenceOf(error: unknown): string {
  const fault = error instanceof Fault ? error : ofSystem(error)
  return fault ? fault.sentence : error instanceof Error ? error.message : String(error)
}

const UNUSABLE: ReadonlySet<string> = new Set(['EEXIST', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOSPC'])

function ofSystem(error: unknown): Fault | undefined {
  const { code = '', port, path, address, hostname } = error as NodeJS.ErrnoException & { port?: number; address?: string; hostname?: string }
  if (code === 'EADDRINUSE') return embeddedErrors.fault('PORT_TAKEN', { detail: String(port ?? '') })
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return embeddedErrors.fault('HOST_UNUSABLE', { detail: String(address ?? hostname ?? '') })
  return UNUSABLE.has(code) ? embeddedErrors.fault('DATA_DIR_UNUSABLE', { detail: `${path ?? ''} (${code})` }) : undefined
}

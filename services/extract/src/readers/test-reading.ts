import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Canonical, DocType, FileKind, Row, SourceType, Tenant } from '@chasqui/contracts'
import { Fault } from '@chasqui/errors'
import { readDocument } from '../read-document.ts'

/** The company that imports, in the country that a test is about. */
export function aTenant(over: Partial<Tenant> = {}): Tenant {
  return {
    id: 't1', name: 'CLIENTE UNO SAC', country: 'PE', taxIds: ['20600000021'], baseCurrency: 'PEN', locale: 'es-PE', timezone: 'America/Lima',
    policy: { autoPublish: true, duplicateFiles: 'reject' }, ...over,
  }
}

export const CHILE = aTenant({ country: 'CL', taxIds: ['76000002-7'], baseCurrency: 'CLP' })
export const SPAIN = aTenant({ country: 'ES', taxIds: ['A58000019'], baseCurrency: 'EUR' })
export const ECUADOR = aTenant({ country: 'EC', taxIds: ['1700000019'], baseCurrency: 'USD' })

type Options = { docType?: DocType; tenant?: Tenant; sourceType?: SourceType }

/** Reads a file given as text (UTF-8) or bytes. */
export function readFile(kind: FileKind, content: string | Buffer, { docType = 'invoice', tenant = aTenant(), sourceType = 'documento' }: Options = {}): Canonical {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
  return readDocument({ kind, bytes, docType, sourceType }, { tenant })
}

export function readRow(row: Row, { docType = 'invoice', tenant = aTenant(), sourceType = 'invoices' }: Options = {}): Canonical {
  return readDocument({ kind: 'row', row, docType, sourceType }, { tenant })
}

export function readStatement(kind: FileKind, content: string | Buffer, tenant: Tenant = SPAIN): NonNullable<Canonical['bankStatement']> {
  const { bankStatement } = readFile(kind, content, { docType: 'bank_statement', tenant, sourceType: 'bank' })
  if (bankStatement === undefined) throw new Error('no statement')
  return bankStatement
}

/** The code that reading fails with; undefined when it does not. Anything but a Fault is thrown on. */
export function codeOf(read: () => unknown): string | undefined {
  try {
    read()
    return undefined
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown.code
    throw thrown
  }
}

/** A file of /samples. */
export function sampleBytes(path: string): Buffer {
  return readFileSync(join(import.meta.dirname, '../../../../samples', path))
}

export function sampleText(path: string, encoding: BufferEncoding = 'utf8'): string {
  return sampleBytes(path).toString(encoding)
}

/** The text with one thing changed; a change that finds nothing is a mistake of the test. */
export function changed(text: string, ...changes: readonly (readonly [from: string | RegExp, to: string])[]): string {
  return changes.reduce((result, [from, to]) => {
    const next = result.replace(from, to)
    if (next === result) throw new Error(`nothing to change: ${String(from)}`)
    return next
  }, text)
}


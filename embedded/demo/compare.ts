import type { Expected, ExpectedItem } from '@chasqui/samples'
import type { DemoItem } from './client.ts'

/** What differs between what a sample became and what it should have become; empty when all is as expected. */
export function differencesOf(expected: Expected, items: readonly DemoItem[]): string[] {
  if (items.length !== expected.items.length) {
    return [`${expected.items.length} documents expected, ${items.length} came: ${items.map((item) => `${item.filename ?? ''} ${item.status}`).join(', ')}`]
  }
  return expected.items.flatMap((one, i) => itemDifferences(one, one.name === undefined ? items[i] : items.find((item) => item.filename === one.name)))
}

function itemDifferences(expected: ExpectedItem, item: DemoItem | undefined): string[] {
  if (!item) return [`no item named ${expected.name ?? '?'}`]
  const found = [...item.errors, ...item.warnings].map((finding) => finding.code)
  return [
    ...differs('state', expected.state, item.status),
    ...(expected.docType === undefined ? [] : differs('docType', expected.docType, item.doc_type)),
    ...(expected.error === undefined ? [] : differs('error', expected.error, codeOf(item, expected.error))),
    ...(expected.findings ?? []).filter((code) => !found.includes(code)).map((code) => `finding ${code} is missing; there are ${found.join(', ') || 'none'}`),
    ...Object.entries(expected.canonical ?? {}).flatMap(([path, value]) => differs(path, value, valueAt(item.canonical, path))),
    ...Object.entries(expected.posted ?? {}).flatMap(([book, n]) => differs(`posted.${book}`, n, item.posted?.[book] ?? 0)),
  ].map((difference) => (expected.name === undefined ? difference : `${expected.name}: ${difference}`))
}

/** An item that failed validation carries several errors; the expected one must be among them. */
function codeOf(item: DemoItem, wanted: string): string | undefined {
  return item.errors.some((error) => error.code === wanted) ? wanted : item.failure?.code
}

function differs(what: string, expected: unknown, actual: unknown): string[] {
  return isEqual(expected, actual) ? [] : [`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`]
}

/** Decimals are equal by value: "380" is "380.00". */
function isEqual(expected: unknown, actual: unknown): boolean {
  if (expected === actual) return true
  if (expected === null && actual === undefined) return true
  return typeof expected === 'string' && typeof actual === 'string' && isDecimal(expected) && isDecimal(actual) && plainDecimal(expected) === plainDecimal(actual)
}

function isDecimal(text: string): boolean {
  return /^-?\d{1,15}\.\d+$|^-?\d{1,15}$/.test(text)
}

function plainDecimal(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

function valueAt(document: unknown, path: string): unknown {
  let value: unknown = document
  for (const key of path.split('.')) {
    if (value === null || value === undefined) return undefined
    value = Array.isArray(value) && key === 'length' ? value.length : (value as Record<string, unknown>)[key]
  }
  return value
}

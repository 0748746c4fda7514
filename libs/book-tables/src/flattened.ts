/** The texts, numbers and truths of a nested object by dotted path, as text. Lists are left out: their place is not in one row. */
export function flattened(record: object, prefix = ''): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [key, value] of Object.entries(record) as [string, unknown][]) {
    if (value === null || value === undefined || Array.isArray(value)) continue
    if (typeof value === 'object') Object.assign(flat, flattened(value, `${prefix}${key}.`))
    else flat[prefix + key] = String(value)
  }
  return flat
}

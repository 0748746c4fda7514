import type { Element } from '../xml/tree.ts'

/** An attribute whatever its case: version 3.2 writes `subTotal` where 3.3 and 4.0 write `SubTotal`. */
export function attributeOf(element: Element | undefined, name: string): string | undefined {
  if (element === undefined) return undefined
  const exact = element.attributes[name]
  if (exact !== undefined) return exact === '' ? undefined : exact
  const wanted = name.toLowerCase()
  for (const [key, value] of Object.entries(element.attributes)) if (key.toLowerCase() === wanted) return value === '' ? undefined : value
  return undefined
}

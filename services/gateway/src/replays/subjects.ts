/** Where a subject names its tenant, and how many parts it has. */
const SHAPES: Readonly<Record<string, { tenantAt: number; parts: number }>> = {
  imports: { tenantAt: 2, parts: 5 },
  facts: { tenantAt: 4, parts: 6 },
}

const PART = /^(?:[\w-]+|\*)$/

export type SubjectProblem = { why: 'malformed'; message: string } | { why: 'foreign' }

/**
 * Whether a subject may be replayed: facts only (an old hand-over of a task is void), and for a tenant only what names it in its place, literally. Pure.
 * @param tenantId undefined for those who run the installation
 */
export function problemOfSubject(subject: string, tenantId: string | undefined): SubjectProblem | undefined {
  const parts = subject.split('.')
  const shape = Object.hasOwn(SHAPES, parts[0] ?? '') ? SHAPES[parts[0] as string] : undefined
  if (!shape) return { why: 'malformed', message: `must begin with one of ${Object.keys(SHAPES).join(', ')}` }
  const isOpen = parts.at(-1) === '>'
  const named = isOpen ? parts.slice(0, -1) : parts
  if (!named.every((part) => PART.test(part))) return { why: 'malformed', message: 'must be made of names and *, with > at the end only' }
  if (isOpen ? named.length >= shape.parts : named.length !== shape.parts) return { why: 'malformed', message: `must have ${shape.parts} parts, or fewer and > at the end` }
  return tenantId === undefined || named[shape.tenantAt] === tenantId ? undefined : { why: 'foreign' }
}

import { FAMILIES, type Family, type FieldOf } from './aliases.ts'
import { normalHeader } from './header.ts'

/** A field of a family, such as `document.number`. */
export type FieldName = { [F in Family]: `${F}.${FieldOf<F>}` }[Family]

const FIELDS_OF = new Map<string, FieldName[]>()
for (const [family, fields] of Object.entries(FAMILIES)) {
  for (const [field, aliases] of Object.entries(fields)) {
    for (const alias of aliases) if (!alias.startsWith('~')) FIELDS_OF.set(alias, [...FIELDS_OF.get(alias) ?? [], `${family}.${field}` as FieldName])
  }
}

/** The fields that a column of this very name feeds, in any family: nothing that only resembles a name, and no weak one. */
export function fieldsNamed(header: string): readonly FieldName[] {
  return FIELDS_OF.get(normalHeader(header)) ?? []
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The fields that have a value: what is absent in the document is absent in the record. */
export function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>
}

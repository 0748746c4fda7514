import type { z } from 'zod'

/** Names that are secrets even when nobody marked them: better a default too few on a page than a password in a log. */
const SECRET_NAME = /(password|passwd|passphrase|secret|token|credential|apiKey|privateKey|masterKey|encryptionKey)s?$/i

/** Marks a setting as a secret: its value and its default are never shown. */
export function secret<S extends z.ZodType>(schema: S): S {
  return schema.meta({ ...schema.meta(), secret: true })
}

/** Whether this setting must never be shown: marked with `secret()`, or its name says so. */
export function isSecret(key: string, schema: unknown): boolean {
  return SECRET_NAME.test(key) || isMarked(schema as z.ZodType)
}

/** The mark may sit below `.default()` or `.optional()`, which wrap the schema that carries it. */
function isMarked(schema: z.ZodType): boolean {
  if (schema.meta()?.['secret'] === true) return true
  const inner = (schema.def as { innerType?: z.ZodType; in?: z.ZodType }).innerType ?? (schema.def as { in?: z.ZodType }).in
  return inner !== undefined && isMarked(inner)
}

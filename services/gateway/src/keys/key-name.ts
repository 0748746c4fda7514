import { PlainText, STAGE_NAMES } from '@chasqui/contracts'

/** Who acts beside keys: the audit names a service where it names the key of a person. */
const SERVICES: ReadonlySet<string> = new Set([...STAGE_NAMES, 'gateway', 'scheduler'])

/** What a key is called. The audit tells who did something by it alone, so names that look the same are the same, and none looks like a service. */
export const KeyName = PlainText.normalize('NFC').trim().min(1).max(100)
  .refine((name) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name), 'must not contain line breaks or characters that nobody sees')
  .refine((name) => !SERVICES.has(name.normalize('NFKC').toLowerCase()), 'must not be the name of a service')

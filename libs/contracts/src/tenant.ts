import { z } from 'zod'
import { CountryCode, CurrencyCode } from './canonical.ts'

/** A company that uses Chasqui. Its credential decides the tenant; nothing in a body or a path does. */
export const Tenant = z.object({
  id: z.string(),
  name: z.string(),
  country: CountryCode,
  taxIds: z.array(z.string()).min(1).describe('the company\'s own tax ids: what it buys and what it sells is told by them'),
  baseCurrency: CurrencyCode,
  locale: z.string(),
  timezone: z.string().describe('IANA; decides what "today" is'),
  policy: z.object({
    autoPublish: z.boolean().default(true).describe('publish what validated without a finding for review; false = everything waits for approval'),
    duplicateFiles: z.enum(['reject', 'warn']).default('reject').describe('what happens to the same bytes sent twice'),
  }),
})
export type Tenant = z.infer<typeof Tenant>

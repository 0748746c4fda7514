import { z } from 'zod'
import { ServiceConfig } from '@chasqui/worker'

const MIB = 1024 * 1024

export const GatewayConfig = ServiceConfig.extend({
  gatewayHost: z.string().default('127.0.0.1').describe('the address it listens on; 0.0.0.0 in a container'),
  gatewayPort: z.coerce.number().int().min(0).max(65_535).default(0).describe('the port it listens on; 0 = any free one'),
  importsMaxItemsPerBatch: z.coerce.number().int().min(1).default(5_000).describe('rows and files that one batch may hold'),
  importsMaxIngestsPerMin: z.coerce.number().int().min(1).default(30).describe('ingests and uploads a minute and tenant, counted over all gateways; 100 in production'),
  importsMaxUploadBytes: z.coerce.number().int().min(1).default(50 * MIB).describe('bytes of one uploaded file; kinds have smaller limits of their own'),
  importsMaxFilesPerRequest: z.coerce.number().int().min(1).default(100).describe('files in one upload'),
  importsMaxBodyBytes: z.coerce.number().int().min(1).default(32 * MIB).describe('bytes of a JSON body'),
})
export type GatewayConfig = z.infer<typeof GatewayConfig>

import { describe, expect, it } from 'vitest'
import { GatewayConfig } from './config.ts'

describe('origins of pages that may call the gateway', () => {
  const read = (gatewayCorsOrigins?: string) => GatewayConfig.pick({ gatewayCorsOrigins: true }).safeParse({ gatewayCorsOrigins }).data?.gatewayCorsOrigins

  it.each([
    [undefined, []],
    ['https://app.example.cl, http://localhost:5173', ['https://app.example.cl', 'http://localhost:5173']],
    ['*', ['*']],
  ])('%o: %o', (text, origins) => expect(read(text)).toEqual(origins))

  it.each([['https://app.example.cl/'], ['https://app.example.cl/login'], ['app.example.cl'], ['null']])('%s is refused, since no browser would ever send it so', (text) => expect(read(text)).toBeUndefined())
})

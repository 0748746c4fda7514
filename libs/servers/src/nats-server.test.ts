import { describe, expect, it } from 'vitest'
import { parseGreeting } from './nats-info.ts'
import { natsConfig } from './nats-server.ts'
import { withoutCredentials } from './without-credentials.ts'

describe('the configuration of an own nats-server', () => {
  it('listens on the loopback only and forces every message to disk', () => {
    const config = natsConfig({ dataDir: '/data/with "quotes"', port: 4333 })
    expect(config).toContain('host: "127.0.0.1"')
    expect(config).toContain('sync_interval: "always"')
    expect(config).toContain('store_dir: "/data/with \\"quotes\\""')
    expect(config).not.toContain('http')
  })
  it('takes the interval, the monitoring port and the payload limit', () => {
    const config = natsConfig({ dataDir: '/d', port: 1, syncInterval: '1s', httpPort: 8222, maxPayloadBytes: 2048 })
    expect(config).toContain('sync_interval: "1s"')
    expect(config).toContain('http: "127.0.0.1:8222"')
    expect(config).toContain('max_payload: 2048')
  })
})

describe('the greeting of a NATS server', () => {
  it('tells version and JetStream', () => expect(parseGreeting('INFO {"version":"2.15.2","jetstream":true} \r\n')).toEqual({ version: '2.15.2', jetstream: true }))
  it('says nothing of JetStream when it is off', () => expect(parseGreeting('INFO {"version":"2.9.10"}\r\n')).toEqual({ version: '2.9.10', jetstream: false }))
  it('is not what another server says', () => expect(parseGreeting('HTTP/1.1 400 Bad Request\r\n')).toBeUndefined())
})

it.each([
  ['nats://user:secret@host:4222', 'nats://host:4222'],
  ['nats://token@a:1,nats://u:p@b:2', 'nats://a:1,nats://b:2'],
  ['u:p@a:1', 'a:1'],
  ['mongodb://u:p@h1,h2/?replicaSet=rs0', 'mongodb://h1,h2/?replicaSet=rs0'],
])('%s is shown without credentials', (url, shown) => expect(withoutCredentials(url)).toBe(shown))

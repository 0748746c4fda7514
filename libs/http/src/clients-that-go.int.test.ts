import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { anApp } from './test-app.ts'
import { Problem } from './problem.ts'

async function clientOf(options: Parameters<typeof anApp>[0] = {}, level?: string) {
  const { app, lines } = await anApp(options, level)
  onTestFinished(() => app.close())
  app.post('/rows', { schema: { body: z.object({ a: z.string() }), response: { 200: z.object({ a: z.string() }) } } }, async ({ body }) => body)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const socket: Socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => { socket.destroy() })
  await once(socket, 'connect')
  return { app, lines, socket }
}

describe('a client that sends nothing, or half a request', () => {
  it.each([['nothing', ''], ['half of the headers', 'POST /rows HTTP/1.1\r\nHost: a\r\n'], ['half of the body', 'POST /rows HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{']])('and waits, here with %s, does not hold up a stop', async (_what, text) => {
    const { app, socket } = await clientOf({ leaveWithinMs: 50 })
    socket.write(text)
    const ended = once(socket, 'close')
    socket.resume()
    await app.close()
    await ended
  })

  it('and goes is told apart from a server that fails', async () => {
    const { lines, socket } = await clientOf({}, 'debug')
    socket.end('POST /rows HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{')
    socket.destroySoon()
    const refused = await vi.waitFor(() => {
      const line = lines.find(({ msg }) => /refused|failed|could not/.test(String(msg)))
      if (!line) throw new Error('no line of it')
      return line
    })
    expect(refused).toMatchObject({ msg: 'A request was refused', code: 'BAD_REQUEST', detail: expect.stringContaining('the connection ended before the body did') })
  })
})

describe('what is no request', () => {
  it.each([
    ['an address longer than Node reads', `GET /rows?q=${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
    ['something else than HTTP', 'EHLO example.pe\r\n\r\n', 400, 'BAD_REQUEST'],
  ])('is answered with a problem too: %s', async (_what, text, status, code) => {
    const { socket } = await clientOf()
    socket.write(text)
    const answer = (await socket.toArray()).join('')
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} .*\r\nContent-Type: application/problem\\+json\r\n`))
    expect(Problem.parse(JSON.parse(answer.split('\r\n\r\n')[1] as string))).toMatchObject({ status, code })
  })
})

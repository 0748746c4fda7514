import { afterEach, describe, expect, it } from 'vitest'
import { anApp } from './test-app.ts'
import type { App } from './app.ts'

let app: App
afterEach(() => app?.close())

async function uploading(upload: { maxFileBytes: number; maxFiles: number }) {
  app = (await anApp({ upload })).app
  app.post('/files', async (request) => {
    const names: string[] = []
    for await (const part of request.files()) names.push(`${part.filename} ${(await part.toBuffer()).length}`)
    return names
  })
  return async (form: FormData) => {
    const sent = new Response(form)
    return app.inject({ method: 'POST', url: '/files', headers: { 'content-type': String(sent.headers.get('content-type')) }, payload: Buffer.from(await sent.arrayBuffer()) })
  }
}

function files(...sizes: number[]): FormData {
  const form = new FormData()
  sizes.forEach((size, n) => form.append('file', new Blob(['x'.repeat(size)]), `f${n}.txt`))
  return form
}

describe('an upload', () => {
  it('brings many files', async () => {
    const send = await uploading({ maxFileBytes: 100, maxFiles: 3 })
    expect((await send(files(5, 10))).json()).toEqual(['f0.txt 5', 'f1.txt 10'])
  })

  it.each([['a file that is too large', files(101)], ['too many files', files(1, 1, 1, 1)]])('is refused for %s', async (_what, form) => {
    const send = await uploading({ maxFileBytes: 100, maxFiles: 3 })
    const response = await send(form)
    expect([response.statusCode, response.json().code]).toEqual([413, 'BODY_TOO_LARGE'])
  })

  it('is refused when it is none', async () => {
    await uploading({ maxFileBytes: 100, maxFiles: 3 })
    const response = await app.inject({ method: 'POST', url: '/files', payload: { a: 1 } })
    expect([response.statusCode, response.json().code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
  })
})

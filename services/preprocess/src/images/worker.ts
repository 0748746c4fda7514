import sharp from 'sharp'
import { Fault } from '@chasqui/errors'
import { cleanPage } from './clean.ts'
import type { Answer, ImageJob, Request } from './job.ts'
import { framesOf, loadFrame } from './load.ts'

/**
 * The image worker: a process of its own that decodes what strangers sent. What crashes or hangs here is killed and costs one
 * document. It takes one job at a time and ends with the service that started it.
 */

// One page a process; several processes share the processors.
sharp.concurrency(1)
sharp.cache(false)

process.on('message', (request: Request) => { void answer(request) })
// Not `exit`: that would wait for the picture in hand.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

async function answer({ id, job }: Request): Promise<void> {
  const reply: Answer = await perform(job).then(
    (result) => ({ id, ok: true as const, result }),
    (error: unknown) => ({ id, ok: false as const, code: error instanceof Fault ? error.code : undefined, message: messageOf(error) }),
  )
  process.send?.(reply)
}

async function perform(job: ImageJob) {
  if (job.do === 'frames') return framesOf(job.path, job.decoder)
  const { image, dpi } = await loadFrame(job.path, job.decoder, job.frame)
  return cleanPage(image, job.dpi ?? dpi, job.folder)
}

function messageOf(error: unknown): string {
  if (error instanceof Fault) return error.detail ?? ''
  return error instanceof Error ? (error.stack ?? error.message).slice(0, 1000) : String(error)
}

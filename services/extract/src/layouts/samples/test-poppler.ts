import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { DocumentText, TextPage, Word } from '@chasqui/contracts'
import { textOf } from '@chasqui/text'

const run = promisify(execFile)
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024

/** The words of a digital PDF as poppler sees them; at most 20 pages, as the pipeline reads. */
export async function wordsOfPdf(path: string, maxPages = 20): Promise<DocumentText> {
  const { stdout } = await run('pdftotext', ['-bbox-layout', '-l', String(maxPages), path, '-'], { maxBuffer: MAX_OUTPUT_BYTES })
  const { stdout: info } = await run('pdfinfo', [path])
  const all = Number(/Pages:\s+(\d+)/.exec(info)?.[1] ?? 0)
  return { truncated: all > maxPages, pages: pagesIn(stdout) }
}

function pagesIn(html: string): TextPage[] {
  return html.split('<page ').slice(1).map((part, i) => {
    const size = /width="([\d.]+)" height="([\d.]+)"/.exec(part)
    const words = [...part.matchAll(/<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)<\/word>/g)].map((match): Word => {
      const [xMin = 0, yMin = 0, xMax = 0, yMax = 0] = match.slice(1, 5).map(Number)
      return { text: unescaped(match[5] ?? ''), x: xMin, y: yMin, w: xMax - xMin, h: yMax - yMin }
    })
    return { n: i + 1, width: Number(size?.[1] ?? 595), height: Number(size?.[2] ?? 842), mode: 'native' as const, words, text: textOf(words) }
  })
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
}

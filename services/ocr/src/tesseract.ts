import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { killGroup, spawnFed, type FedChild } from '@chasqui/child'
import { errors } from './errors.ts'
import { PAGE_LEVEL, parseTsvLine, type TsvRow } from './tsv.ts'

/** How Tesseract looks for text on a page (its page segmentation modes). */
export type Psm = 3 | 4 | 6 | 11

/** How a page is read; a process reads all its pages in one way. */
export type Way = {
  psm: Psm
  /** What tells ink from paper: one threshold for the page (Otsu), or one for each place from its surroundings (Sauvola). */
  ink: 'otsu' | 'sauvola'
}

const THRESHOLDING_METHOD = { otsu: 0, sauvola: 2 }

export type TesseractSettings = {
  languages: string
  maxMemoryBytes: number
  pageTimeoutMs: number
  /** Pages that one process reads before it is replaced. */
  pagesPerProcess: number
  /** The private folder of the processes; it holds the mark, see `layMark`. */
  folder: string
  /** Whether each line of output comes as soon as it is written (`stdbuf`). Else a process ends after each page to give it. */
  isLineBuffered: boolean
}

/**
 * Tesseract measures margins and gaps by this. Left to itself it takes the image's word, or guesses from the letters and then
 * loses half the numbers of a grainy page. Pages come with letters of one size, so one figure fits all; 100–300 read alike.
 */
const LAYOUT_DPI = '200'

/** No page is as small as this picture. Fed after each page, its row in the output says that the page before it is complete. */
const MARK = { width: 41, height: 37, file: 'mark.pgm' }

/** Lays the picture into the folder that tells Tesseract processes where a page ends. */
export async function layMark(folder: string): Promise<void> {
  const header = Buffer.from(`P5 ${MARK.width} ${MARK.height} 255\n`)
  await writeFile(join(folder, MARK.file), Buffer.concat([header, Buffer.alloc(MARK.width * MARK.height, 255)]))
}

/**
 * One Tesseract process that reads page after page, so that the languages are loaded once (0.1–0.2 s, a fifth of a page). It has
 * one thread: with more, two processes on two processors take five times as long.
 */
export class Tesseract {
  readonly way: Way
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>
  readonly #settings: TesseractSettings
  readonly #child: FedChild
  #rows: TsvRow[] = []
  #page: { resolve: (rows: TsvRow[]) => void; reject: (error: unknown) => void } | undefined
  #pagesLeft: number
  #complaints = ''
  #killedBy: unknown
  #isRunning = true

  constructor(way: Way, settings: TesseractSettings) {
    this.way = way
    this.#settings = settings
    this.#pagesLeft = settings.isLineBuffered ? settings.pagesPerProcess : 1
    const args = ['-', '-', '-l', settings.languages, '--psm', String(way.psm), '--dpi', LAYOUT_DPI, '-c', `thresholding_method=${THRESHOLDING_METHOD[way.ink]}`, '-c', 'stream_filelist=1', 'tsv']
    const command = settings.isLineBuffered ? ['stdbuf', '-oL', 'tesseract'] : ['tesseract']
    this.#child = spawnFed(command[0] as string, [...command.slice(1), ...args], {
      maxMemoryBytes: settings.maxMemoryBytes,
      maxProcessorSeconds: Math.ceil((this.#pagesLeft * settings.pageTimeoutMs) / 1000) + 10,
      folder: settings.folder,
      env: { OMP_THREAD_LIMIT: '1' },
    })
    this.ended = this.#listen()
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Whether it can be given another page. */
  get isUsable(): boolean {
    return this.#isRunning && this.#pagesLeft > 0 && this.#killedBy === undefined
  }

  /**
   * Reads an image file; one at a time. When the signal fires or the time is up, the process is killed, and the promise rejects
   * once it is gone.
   * @throws the signal's reason, or a Fault `OCR_TIMEOUT`, `OCR_ENGINE_FAILED`
   */
  async read(imagePath: string, signal: AbortSignal): Promise<TsvRow[]> {
    signal.throwIfAborted()
    this.#pagesLeft--
    const onAbort = (): void => this.kill(signal.reason)
    const timer = setTimeout(() => this.kill(errors.fault('OCR_TIMEOUT', { detail: `a page took more than ${this.#settings.pageTimeoutMs} ms` })), this.#settings.pageTimeoutMs)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await new Promise((resolve, reject) => {
        this.#page = { resolve, reject }
        this.#child.stdin.write(`${imagePath}\n${join(this.#settings.folder, MARK.file)}\n`)
        if (this.#pagesLeft === 0) this.#child.stdin.end()
      })
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** Ends it now; a page in hand fails with the reason. */
  kill(reason: unknown): void {
    this.#killedBy ??= reason
    killGroup(this.#child.pid)
  }

  #listen(): Promise<void> {
    const { stdin, stdout, stderr } = this.#child
    // A process that died takes no more input; its end says why.
    stdin.on('error', () => undefined)
    stderr.on('data', (chunk: Buffer) => { this.#complaints = (this.#complaints + chunk.toString()).slice(-2_000) })
    const lines = createInterface({ input: stdout })
    lines.on('line', (line) => this.#take(line))
    return new Promise((resolve) => {
      this.#child.once('error', (error) => this.#end(error.message, resolve))
      this.#child.once('close', (code, signal) => this.#end(signal ?? `status ${code}`, resolve))
    })
  }

  #take(line: string): void {
    const row = parseTsvLine(line)
    if (!row) return
    if (row.level === PAGE_LEVEL && row.width === MARK.width && row.height === MARK.height) return this.#finish()
    this.#rows.push(row)
  }

  #finish(): void {
    const rows = this.#rows
    this.#rows = []
    this.#page?.resolve(rows)
    this.#page = undefined
  }

  #end(how: string, resolve: () => void): void {
    this.#isRunning = false
    this.#page?.reject(this.#killedBy ?? errors.fault('OCR_ENGINE_FAILED', { detail: `tesseract ended with ${how}: ${this.#lastComplaint()}` }))
    this.#page = undefined
    resolve()
  }

  /** Tesseract announces each page on its standard error; what is left is a complaint. Paths say nothing to a reader. */
  #lastComplaint(): string {
    const said = this.#complaints.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Page '))
    return said.slice(-2).join('; ').replaceAll(this.#settings.folder, '').slice(-200)
  }
}

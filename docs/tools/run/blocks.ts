/** A fenced block of a page that a reader is told to type. */
export type Block = {
  page: string
  /** Of the opening fence, from 1. */
  line: number
  /** `run`: executed by the tests. `once`: too slow for that; what it calls must exist. */
  mode: 'run' | 'once'
  script: string
  /** A program that not every machine has: where it is missing the block is left out, and the tests say so. */
  needs?: string
  /** What it must print, when a block `output` follows: these lines in this order, `…` for anything in between. */
  output?: string
}

type Fence = { line: number; info: string; text: string }

const MODES: Readonly<Record<string, Pick<Block, 'mode' | 'needs'>>> = { 'sh': { mode: 'run' }, 'sh once': { mode: 'once' }, 'sh nats': { mode: 'run', needs: 'nats' } }

/** The blocks of a page, in their order. Blocks in other languages are for reading. */
export function blocksOf(page: string, markdown: string): Block[] {
  const fences = fencesOf(markdown)
  return fences.flatMap((fence, i): Block[] => {
    const mode = MODES[fence.info]
    if (mode === undefined) return []
    const next = fences[i + 1]
    return [{ page, line: fence.line, ...mode, script: fence.text, ...(next?.info === 'output' ? { output: next.text } : {}) }]
  })
}

/** Fences that look like commands and are not marked as ours: nobody would run them. */
export function strayBlocks(page: string, markdown: string): string[] {
  return fencesOf(markdown).filter(({ info }) => /^(sh|bash|shell|console|zsh)\b/.test(info) && MODES[info] === undefined).map(({ line, info }) => `${page}:${line} ${info}`)
}

function fencesOf(markdown: string): Fence[] {
  const fences: Fence[] = []
  let open: { line: number; info: string; lines: string[] } | undefined
  for (const [i, text] of markdown.split('\n').entries()) {
    const fence = /^ {0,3}```(.*)$/.exec(text)
    if (!fence) open?.lines.push(text)
    else if (open) {
      fences.push({ line: open.line, info: open.info, text: open.lines.join('\n') })
      open = undefined
    } else open = { line: i + 1, info: (fence[1] ?? '').trim(), lines: [] }
  }
  return fences
}

/**
 * What of the wanted output is not in the printed one, in order; undefined when all is there.
 * @param wanted lines; each may have `…` for anything in between, and need not be the whole line
 */
export function missingFrom(printed: string, wanted: string): string | undefined {
  let at = 0
  for (const part of wanted.split('\n').flatMap((line) => line.split('…')).map((text) => text.trim()).filter((text) => text !== '')) {
    const found = printed.indexOf(part, at)
    if (found < 0) return part
    at = found + part.length
  }
  return undefined
}

/** The npm scripts that a text tells its reader to run. */
export function npmScriptsIn(text: string): string[] {
  const named = [...text.matchAll(/\bnpm run ([a-z:-]+)/g)].map(([, name]) => name as string)
  const short = [...text.matchAll(/\bnpm (start|test)\b/g)].map(([, name]) => name as string)
  return [...named, ...short]
}

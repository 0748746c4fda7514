import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Word } from '@chasqui/contracts'
import { restOf, withRest } from './rest.ts'

const DPI = 144
const word = (text: string, x: number, y: number, conf = 90): Word => ({ text, x, y, w: text.length * 6, h: 10, conf })

/** A page on which each letter of each word is a box of ink. */
async function drawn(words: readonly Word[]): Promise<Buffer> {
  const [width, height] = [800, 400]
  const data = new Uint8Array(width * height).fill(255)
  for (const { text, x, y, h } of words) {
    for (let i = 0; i < text.length; i++) {
      for (let row = y * 2; row < (y + h) * 2; row++) data.fill(0, row * width + (x + i * 6) * 2, row * width + (x + i * 6 + 4) * 2)
    }
  }
  return sharp(data, { raw: { width, height, channels: 1 } }).png().toBuffer()
}

const inkOf = async (image: Buffer) => (await sharp(image).toColourspace('b-w').raw().toBuffer()).filter((value) => value < 128).length

describe('the rest of a page', () => {
  const read = [word('Descripcion', 20, 20), word('TOTAL', 20, 60)]
  const passedOver = [word('1.234,56', 300, 20), word('98.765,43', 300, 60)]

  it('is what no word covers, when that looks like print', async () => {
    const rest = await restOf(await drawn([...read, ...passedOver]), read, DPI)
    expect(rest && await inkOf(rest)).toBe(await inkOf(await drawn(passedOver)))
  })

  it('is nothing when all was read', async () => {
    expect(await restOf(await drawn(read), read, DPI)).toBeUndefined()
  })

  it('is nothing when only a few specks remain', async () => {
    expect(await restOf(await drawn([...read, word('.,.', 300, 20)]), read, DPI)).toBeUndefined()
  })

  it('takes in the words that the engine was not sure of', async () => {
    const unsure = word('ilegible12345', 300, 20, 12)
    const rest = await restOf(await drawn([...read, unsure]), [...read, unsure], DPI)
    expect(rest && await inkOf(rest)).toBe(await inkOf(await drawn([unsure])))
  })

  it('is nothing when nothing was read: then the whole page is to be looked at again', async () => {
    expect(await restOf(await drawn(passedOver), [], DPI)).toBeUndefined()
  })
})

describe('words with those of the rest', () => {
  it('are all that the engine is sure of', () => {
    expect(withRest([word('TOTAL', 20, 60)], [word('98,00', 300, 60)]).map((w) => w.text)).toEqual(['TOTAL', '98,00'])
  })

  it('hold a new reading instead of an unsure one in its place', () => {
    expect(withRest([word('TOTAL', 20, 60), word('9B.OO', 300, 60, 20), word('x1', 300, 90, 20)], [word('98.00', 300, 61)]).map((w) => w.text)).toEqual(['TOTAL', 'x1', '98.00'])
  })

  it('leave out what is no word: signs, and shapes of another size', () => {
    const odd = [word('|', 300, 60), word('wa', 300, 80, 20), { ...word('E', 300, 90), h: 80 }, { ...word('e', 300, 95), h: 2 }]
    expect(withRest([word('TOTAL', 20, 60)], odd).map((w) => w.text)).toEqual(['TOTAL'])
  })
})

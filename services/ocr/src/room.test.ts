import { describe, expect, it } from 'vitest'
import { Room } from './room.ts'

class Clock {
  nowMs = 0
  room(limit: number, atOnce = 2): Room {
    return new Room({ limit, atOnce, now: () => this.nowMs, random: () => 0.5 })
  }
}

describe('the room in front of the engine', () => {
  it('lets in up to its limit and sends the next one back', () => {
    const room = new Clock().room(2)
    expect([room.ask('a', 't1'), room.ask('b', 't1')]).toEqual([0, 0])
    expect(room.ask('c', 't1')).toBeGreaterThanOrEqual(1_000)
  })

  it('lets in a company that has nothing in hand although others fill it', () => {
    const room = new Clock().room(2)
    room.ask('a', 't1')
    room.ask('b', 't1')
    expect(room.ask('c', 't2')).toBe(0)
    expect(room.ask('d', 't2')).toBeGreaterThan(0)
  })

  it('gives a place free when the work ends, also when it fails', async () => {
    const room = new Clock().room(1)
    room.ask('a', 't1')
    await expect(room.within('a', 't1', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(room.ask('b', 't1')).toBe(0)
  })

  it('forgets a place whose document never came', () => {
    const clock = new Clock()
    const room = clock.room(1)
    room.ask('a', 't1')
    expect(room.ask('b', 't1')).toBeGreaterThan(0)
    clock.nowMs = 20_000
    expect(room.ask('b', 't1')).toBe(0)
  })

  it('asks those far back in the line to come much later, so that nobody is put off dozens of times', () => {
    const room = new Clock().room(2)
    const delays = Array.from({ length: 200 }, (_, at) => room.ask(`i${at}`, 't1'))
    expect(delays.slice(0, 2)).toEqual([0, 0])
    expect(delays[3]).toBeLessThan(4_000)
    expect(delays[100]).toBeGreaterThan(20_000)
    expect(Math.max(...delays)).toBeLessThanOrEqual(60_000)
  })

  it('serves two hundred documents that ask again as they were told, each put off a few times and hardly ever idle', async () => {
    const clock = new Clock()
    const room = clock.room(6)
    const readMs = 1_600
    const puts = new Map<string, number>()
    const events: { at: number; does: () => void }[] = []
    const at = (ms: number, does: () => void): void => { events.push({ at: ms, does }) }
    let free = 2
    const waiting: (() => void)[] = []
    let endedMs = 0
    const pass = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })
    const read = (): void => {
      const next = waiting.shift()
      if (free === 0 || !next) { if (next) waiting.unshift(next); return }
      free--
      at(clock.nowMs + readMs, () => { free++; next(); endedMs = clock.nowMs; read() })
    }
    const arrive = (id: string): void => {
      const delayMs = room.ask(id, 't1')
      puts.set(id, (puts.get(id) ?? 0) + 1)
      if (delayMs > 0) return at(clock.nowMs + delayMs, () => arrive(id))
      void room.within(id, 't1', () => new Promise<void>((resolve) => { waiting.push(resolve); read() }))
    }
    for (let i = 0; i < 200; i++) arrive(`i${i}`)
    while (events.length > 0) {
      events.sort((a, b) => a.at - b.at)
      const event = events.shift()
      clock.nowMs = event?.at ?? 0
      event?.does()
      await pass()
    }
    expect(Math.max(...puts.values())).toBeLessThan(20)
    // 200 documents, two at once: the least possible is 160 s.
    expect(endedMs).toBeLessThan(1.15 * 200 * readMs / 2)
  })
})

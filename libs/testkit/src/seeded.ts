import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { mersenne } from 'pure-rand/generator/mersenne'

/** Numbers in [0, 1) that look random and come the same every time for the same seed. Of the generators at hand this one begins well with small seeds too. */
export function seeded(seed: number): () => number {
  const generator = mersenne(seed)
  return () => uniformFloat64(generator)
}

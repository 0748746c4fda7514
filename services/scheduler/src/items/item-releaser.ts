import { control } from '@chasqui/contracts'
import type { Item } from '@chasqui/mongo/items'
import type { Deps, ItemStatements } from '@chasqui/worker'
import { Releaser } from '../release/releaser.ts'
import { Windows } from '../release/windows.ts'
import { itemSource } from './item-source.ts'
import { rulesOfItems } from './rules-of-items.ts'

/** Hands waiting items to their next stage. Hints name the tenant. */
export class ItemReleaser {
  readonly #bus: Deps['bus']
  readonly #releaser: Releaser<Item>
  #hints: { unsubscribe: () => void } | undefined

  constructor(deps: Deps, statements: ItemStatements, { window }: { window: number }) {
    this.#bus = deps.bus
    this.#releaser = new Releaser(itemSource(deps, statements, deps.processName), new Windows(() => rulesOfItems(window)), deps.log)
  }

  start(): void {
    this.#hints = this.#bus.nc.subscribe(control.releaseAll, { callback: (_error, hint) => this.#releaser.lookAt(hint.subject.slice(control.release('').length)) })
    this.#releaser.start()
  }

  async stop(): Promise<void> {
    this.#hints?.unsubscribe()
    await this.#releaser.stop()
  }
}

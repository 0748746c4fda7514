import { describe, expect, it } from 'vitest'
import { type AdminCommand, becomePrimary } from './replica-set.ts'

/** A mongod as far as its replica set goes: the configuration it keeps, and the address under which it really is reached. */
function aMongod(address: string, config?: { _id: string; version: number; members: { _id: number; host: string }[] }) {
  const asked: string[] = []
  const admin: AdminCommand = async (command) => {
    const name = Object.keys(command)[0] as string
    asked.push(name)
    if (name === 'hello') return config?.members.some((m) => m.host === address) ? { isWritablePrimary: true, setName: config._id } : { isWritablePrimary: false, isreplicaset: true }
    if (name === 'replSetInitiate') {
      if (config) throw Object.assign(new Error('already initialized'), { code: 23 })
      config = { version: 1, ...command.replSetInitiate as { _id: string; members: { _id: number; host: string }[] } }
    }
    if (name === 'replSetGetConfig') return { config }
    if (name === 'replSetReconfig') {
      const next = command.replSetReconfig as NonNullable<typeof config>
      if (command.force !== true || next.version !== (config?.version ?? 0) + 1) throw new Error('refused')
      config = next
    }
    return {}
  }
  return { admin, asked, config: () => config }
}

describe('a mongod of our own', () => {
  it('is made a replica set of one on a new data folder', async () => {
    const mongod = aMongod('127.0.0.1:1')
    await becomePrimary(mongod.admin, 'chasqui', '127.0.0.1:1')
    expect(mongod.config()).toMatchObject({ _id: 'chasqui', members: [{ _id: 0, host: '127.0.0.1:1' }] })
  })
  it('is left as it is when it is primary already', async () => {
    const mongod = aMongod('127.0.0.1:1', { _id: 'chasqui', version: 1, members: [{ _id: 0, host: '127.0.0.1:1' }] })
    await becomePrimary(mongod.admin, 'chasqui', '127.0.0.1:1')
    expect(mongod.asked).toEqual(['hello'])
  })
  it('learns its new address when the port changed', async () => {
    const mongod = aMongod('127.0.0.1:2', { _id: 'chasqui', version: 4, members: [{ _id: 0, host: '127.0.0.1:1' }] })
    await becomePrimary(mongod.admin, 'chasqui', '127.0.0.1:2')
    expect(mongod.config()).toMatchObject({ version: 5, members: [{ _id: 0, host: '127.0.0.1:2' }] })
  })
  it('is given up with SERVER_SLOW when it never takes writes', async () => {
    const admin: AdminCommand = async () => ({ isWritablePrimary: false })
    await expect(becomePrimary(admin, 'chasqui', '127.0.0.1:1', 0)).rejects.toMatchObject({ code: 'SERVER_SLOW' })
  })
})

import { describe, expect, it } from 'vitest'
import { RETIRED_INDEXES } from './retired-indexes.ts'
import { taskIndexes } from './tasks/task-indexes.ts'
import { Tasks } from './tasks/tasks.ts'
import { withStore } from './test-store.ts'

const store = withStore()
const namesIn = async () => ((await store.db.collection('tasks').listIndexes().toArray()) as { name: string }[]).map(({ name }) => name)

describe('an index that no code declares', () => {
  it('goes at a start when it is retired, and stays when it is somebody else\'s', async () => {
    for (const name of ['tenant_type', 'schedule', 'of_a_person']) await store.db.collection('tasks').createIndex({ [`of.${name}`]: 1 }, { name })
    await Promise.all([new Tasks(store.db).ensureIndexes(), new Tasks(store.otherDb).ensureIndexes()])
    expect((await namesIn()).sort()).toEqual(['_id_', 'of_a_person', ...taskIndexes.map(({ options }) => options.name)].sort())
  })
})

it('no index is retired and declared', () => {
  expect(taskIndexes.filter(({ options }) => RETIRED_INDEXES['tasks']?.includes(options.name))).toEqual([])
})

import { readFile } from 'node:fs/promises'
import { DemoClient } from './demo/client.ts'
import { importSamples } from './demo/import-samples.ts'
import { findSamples } from './demo/samples.ts'
import { lineOf } from './demo/report.ts'
const url = process.argv[2]!, tenant = process.argv[3]!
const keys = JSON.parse(await readFile('/tmp/dev/data/keys.json', 'utf8'))
const samples = (await findSamples('samples')).filter((s) => s.tenant === tenant)
const t = performance.now()
const results = await importSamples(new DemoClient(url, keys[tenant].apiKey), samples, (p) => { if (Math.random() < 0.02) console.log(p.name, JSON.stringify(p.status.status_breakdown)) })
for (const r of results.map(lineOf)) if (!r.ok) console.log(r.file, r.state, r.type, r.number, r.total, '\n   ', r.differences.join('\n    '))
console.log(tenant, results.filter((r) => r.differences.length === 0).length, 'of', results.length, ((performance.now() - t) / 1000).toFixed(0), 's')
process.exit(0)

import { runChecks } from './checks.ts'

/** `npm run check`: everything that can be found without running the product. */
const { failed } = await runChecks()
process.exitCode = failed === 0 ? 0 : 1

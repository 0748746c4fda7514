export { ChildFailure, runChild, type ChildEnd, type ChildOptions, type ChildResult } from './run-child.ts'
export { killGroup } from './kill-group.ts'
export { spawnFed, type FedChild, type Limits } from './spawn-limited.ts'
export { withTempFolder } from './temp-folder.ts'

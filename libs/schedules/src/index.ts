export { checkCron, type CronProblem } from './check-cron.ts'
export { firingsBetween, nextFirings } from './firings.ts'

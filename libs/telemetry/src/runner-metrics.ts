import type { RunFactName } from '@chasqui/contracts'
import type { MetricTable } from './metric-table.ts'

export type RunnerMetrics = ReturnType<typeof runnerMetrics>

/**
 * The recorders of the runner (`chasqui_*`, `messaging_*`) for one service. Durations are seconds. `template` is a
 * subject without ids, e.g. `imports.received`; `consumer` is the name of the durable consumer.
 */
export function runnerMetrics(service: string, table: MetricTable) {
  return {
    /** The broker has a message; `duplicate`: it had it already. */
    published(of: { template: string; outcome: 'stored' | 'duplicate' }, seconds: number): void {
      table.publishDuration.observe({ service, messaging_operation_name: 'publish', messaging_destination_template: of.template, outcome: of.outcome }, seconds)
    },
    /** A message was delivered; `deliveries` is 1 the first time. */
    consumed(of: { template: string; consumer: string; deliveries: number }): void {
      table.consumed.inc({ service, messaging_destination_template: of.template, messaging_consumer_group_name: of.consumer })
      if (of.deliveries > 1) table.redeliveries.inc({ service, consumer: of.consumer })
    },
    /** A message was settled; `outcome` says in one word what came of it, such as `done`, `retry`, `handed back`. */
    processed(of: { template: string; consumer: string; outcome: string }, seconds: number): void {
      table.processDuration.observe({ service, messaging_destination_template: of.template, messaging_consumer_group_name: of.consumer, outcome: of.outcome }, seconds)
    },
    /** A repeat changed nothing: the state had moved already. */
    duplicateRefused(of: { consumer: string }): void {
      table.duplicatesRefused.inc({ service, ...of })
    },
    /** A worker wrote after its epoch was over; nothing matched. */
    lateWriteRefused(of: { consumer: string; outcome: string }): void {
      table.lateWrites.inc({ service, ...of })
    },
    leaseLost(of: { consumer: string }): void {
      table.leasesLost.inc({ service, ...of })
    },
    /** A message of one tenant named a record of another. */
    foreignMessage(of: { consumer: string }): void {
      table.foreign.inc({ service, ...of })
    },
    deadLettered(of: { consumer: string; code: string }): void {
      table.dead.inc({ service, ...of })
    },
    consumerRestarted(of: { consumer: string }): void {
      table.restarts.inc({ service, ...of })
    },
    /** One grouped write of `size` results. */
    groupCommitted(of: { consumer: string }, size: number, seconds: number): void {
      table.groupSize.observe({ service, ...of }, size)
      table.commitDuration.observe({ service, ...of }, seconds)
    },
    /** A run of a task ended, with the fact that was stated of it. */
    taskEnded(of: { type: string; outcome: RunFactName }, seconds: number): void {
      table.taskRuns.inc({ service, ...of })
      table.taskRunDuration.observe({ service, type: of.type }, seconds)
    },
  }
}

import type { z } from 'zod'
import type { StageName } from '@chasqui/contracts'
import { firstUnwell } from '../readiness.ts'
import { connectDeps, defineService, type Service } from '../service.ts'
import { StageRunner } from './stage-runner.ts'
import { StageConfig } from './stage-settings.ts'
import type { StageDefinition } from './stage.ts'
import { runTasks } from '../tasks/task-service.ts'
import { TaskConfig } from '../tasks/task-settings.ts'

const STOP_WITHIN_MS = 15_000

/** A stage of the pipeline as a service that can be started; beside its items it may run tasks. */
export function stageService<N extends StageName, C extends z.ZodRawShape>(definition: StageDefinition<N, z.ZodObject<C>>): Service {
  const { tasks } = definition
  return defineService({
    name: definition.stage,
    config: tasks ? StageConfig.extend(TaskConfig.shape).extend(definition.config.shape) : StageConfig.extend(definition.config.shape),
    async start(given, log, probe) {
      const config = given as z.infer<typeof StageConfig> & z.infer<z.ZodObject<C>>
      const deps = await connectDeps(definition.stage, config, log)
      const handler = await definition.start(deps, config)
      const runner = new StageRunner(definition.stage, handler, deps, {
        worker: deps.processName,
        capacity: definition.capacity,
        ackWaitMs: config.ackWaitMs,
        leaseMs: config.leaseMs,
        heartbeatMs: Math.floor(Math.min(config.ackWaitMs, config.leaseMs) / 3),
        retries: { maxRetries: config.retryMax, baseMs: config.retryBaseMs, capMs: config.retryCapMs },
        crashBudget: config.crashBudget,
        lasts: definition.lasts as (body: unknown) => boolean,
        ...(probe ? { probe } : {}),
      })
      await runner.start()
      const running = tasks ? await runTasks(tasks, deps, given as z.infer<typeof StageConfig> & TaskConfig) : undefined
      return {
        ready: () => firstUnwell(runner.readiness(), ...running ? [running.ready()] : []),
        async stop() {
          await Promise.all([runner.stop(STOP_WITHIN_MS), running?.stop(STOP_WITHIN_MS)])
          await deps.close()
        },
      }
    },
  })
}

import '@chasqui/telemetry/register'
import { z } from 'zod'
import { connectDeps, defineService, runProcess, runTasks, ServiceConfig, TaskConfig } from '@chasqui/worker'
import { mailAt } from './mail.ts'
import { tasks } from './tasks.ts'

/** Reminds customers of what they owe. */
export const service = defineService({
  name: 'reminders',
  config: ServiceConfig.extend(TaskConfig.shape).extend({ mailUrl: z.url().describe('where the mail service is') }),
  async start(config, log) {
    const deps = await connectDeps('reminders', config, log)
    const running = await runTasks(tasks(mailAt(config.mailUrl)), deps, config)
    return {
      ready: () => running.ready(),
      async stop() {
        await running.stop(15_000)
        await deps.close()
      },
    }
  },
})

if (import.meta.main) await runProcess(service)

import type { TaskDefinition } from '@chasqui/worker'
import type { Mail } from './mail.ts'
import { sendAllReminders } from './send-all-reminders.ts'
import { sendReminders } from './send-reminders.ts'

/** The tasks of this service. Its namespace is `reminders`. */
export const tasks = (mail: Mail): readonly TaskDefinition[] => [sendReminders(mail), sendAllReminders]

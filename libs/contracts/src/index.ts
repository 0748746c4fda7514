// The pipeline: stages, the states of items, the facts that stages give.
export {
  FAILED_STATES, FINAL_STATES, ITEM_STATES, pipeline, STAGE_NAMES, stageAfter, stageNamed, stageThatFailed, WORKING_STATES,
  type Fact, type ItemStatus, type Stage, type StageName, type StageNamed,
} from './pipeline.ts'
export { isLegalMove, legalMoves } from './moves.ts'
export {
  itemClassified, itemDuplicate, itemExtracted, itemFailed, itemOcrCompleted, itemPreprocessed, itemPublished, itemReceived, itemValidated,
  Row, SOURCE_TYPES, SourceType, type DuplicateLevel, type ItemIds,
} from './facts.ts'
export { ALARM_IN_WORDS, BatchAlert, isAlarmed } from './batch-alert.ts'

// Documents, from their pages to what is booked.
export { FILE_KINDS, FileKind, PAGE_KINDS } from './file-kind.ts'
export { imagesOf, PreparedPages, ScanPage } from './prepared-pages.ts'
export { DocumentText, TextPage, Word } from './document-text.ts'
export { BankStatement, Canonical, CivilDate, DOC_TYPES, DocType, Evidence, Finding, Line, Movement, Party, Payment, Reference, TaxLine, Totals } from './canonical.ts'

// Tasks and schedules.
export {
  CronFact, FACT_OF_END, FINAL_TASK_STATES, Lane, LANES, PLATFORM_TENANT, TASK_STATES, TASK_SUBSTATES, TaskDue, TaskFact, TaskProgress, TaskState, TaskSubstate, TaskType,
  type RunFactName, type TaskFactName,
} from './task.ts'
export { isLegalTaskMove, TASK_MOVES } from './task-moves.ts'
export { batchNamedBy, faultsOfTaskParams, lacksBooks, type TaskParamFault } from './task-rules.ts'
export { MISFIRE_POLICIES, OVERLAP_POLICIES, ScheduleDeclaration } from './schedule.ts'

// Subjects, streams and consumers.
export {
  advisoryConsumer, BATCH_ALERT_TYPE, batchAlertSubject, control, CRON_TYPE, cronSubjectOf, deadItemSubject, deadTaskSubject, factNamed, factType, importFacts, isRestated, laneOf,
  messageId, namespaceOf, queueOf, readSubject, readTaskFactSubject, readTaskSubject, stageConsumers, streams, subjectOf, subjectsOfBatch, TASK_DUE_TYPE, taskConsumerOf,
  taskFactSubject, taskFactType, taskSubjectOf, type ConsumerDeclaration, type StreamDeclaration,
} from './topology.ts'
export { ItemDead, TaskDead } from './dead.ts'
export { readPastSubject, type ReplayShape } from './replay-subject.ts'

// Whom it belongs to, who may do what, and texts as people send them.
export { Tenant } from './tenant.ts'
export { ROLES, type Role } from './role.ts'
export { CalendarDay, FORMS, Instant, PlainText, Reason } from './text.ts'

// For the pages of documentation.
export { asyncApi, pipelinePicture } from './asyncapi.ts'
export { canonicalExample, factExamples } from './examples.ts'
export { taskMessages, type TaskMessage } from './task-messages.ts'

import { z } from 'zod'
import { advisoryConsumer, control, LANES, taskConsumerOf, factExamples, importFacts, pipeline, stageConsumers, stageNamed, streams, taskMessages, type Fact, type StageName, type TaskMessage } from '@chasqui/contracts'
import { code, codeBlock, generatedPage, table } from './markdown.ts'

const INTRO = `What the services tell each other over NATS JetStream. A message states a fact about one item and carries its ids; what is small and saves the next
stage a read rides along, the rest is in the record. Ids are opaque: no tax id, e-mail or file name is ever part of a subject.

The same as a machine reads it: [asyncapi.json](asyncapi.json).`

const HINTS = `## Hints

Core NATS, in no stream: they make things quick and may be lost without harm.

${table(['Subject', 'What'], [
  [code(control.release('<tenant>')), 'work arrived for this tenant, or its window has room: the scheduler looks'],
  [code(control.cancelBatch('<batch>')), 'the batch was cancelled: who works on an item of it stops'],
  [code(control.places), 'every place of a scope is held: a process that keeps one for no task gives it back'],
  [code(control.queue('<queue>')), 'tasks came into this queue, or room was made in it: the scheduler looks'],
  [code(control.revokeTask('<task>')), 'the task was revoked: who runs it stops; with the text `terminate` what it started is killed after a while'],
  [code(control.holds), 'something was paused or may go on: who hands over or runs tasks reads the holds again'],
])}`

const HEADERS = `## Headers

${table(['Header', 'Value'], [
  [code('Nats-Msg-Id'), 'item, fact and run (of other messages as their section says): the broker stores a second message with the same id within two minutes not again'],
  [code('ce-id'), 'the same, as CloudEvents asks; a message without it is a dead letter'],
  [code('ce-type'), '`chasqui.imports.<fact>.v<version>`, or as the section of the message says'],
  [`${code('ce-source')}, ${code('ce-subject')}, ${code('ce-time')}, ${code('ce-specversion')}`, 'the service, the item or the task, when, `1.0`'],
  [`${code('traceparent')}, ${code('tracestate')}`, 'the trace of the work that led to the fact (W3C Trace Context)'],
])}`

/** Streams, consumers and every fact with its fields and an example: docs/reference/messages.md. */
export function messagesPage(): string {
  return generatedPage('Messages', INTRO, streamsSection(), consumersSection(), HINTS, HEADERS, ...importFacts.map(factSection), ...taskMessages.map(taskSection))
}

function streamsSection(): string {
  return `## Streams\n\n${table(['Stream', 'Subjects', 'Keeps', 'What'], Object.values(streams).map((stream) =>
    [code(stream.name), stream.subjects.map(code).join(', '), `${stream.maxAgeMs / 86_400_000} days`, stream.says]))}`
}

function consumersSection(): string {
  const stages = Object.entries(stageConsumers).map(([name, consumer]) => {
    const { softMs, hardMs } = stageNamed(name as StageName).limits
    return [code(consumer.durable), code(consumer.stream), code(consumer.filter), consumer.says, `${softMs / 1000} s, ${hardMs / 1000} s`]
  })
  const advisories = [code(advisoryConsumer.durable), code(advisoryConsumer.stream), code(advisoryConsumer.filter), advisoryConsumer.says, '']
  const tasks = LANES.map((lane) => {
    const { durable, stream, filter, says } = taskConsumerOf('<namespace>', lane)
    return [code(durable), code(stream), code(filter), says.replaceAll('<namespace>', 'a namespace\'s'), 'of the type']
  })
  return `## Consumers\n\nThe limits are for one item: after the first the work is told to stop, after the second it is no longer waited for.\n\n${table(
    ['Durable', 'Stream', 'Filter', 'What', 'Limits'], [...stages, ...tasks, advisories])}`
}

function factSection(fact: Fact): string {
  const from = pipeline.find((stage) => stage.gives === fact)?.name
  const to = pipeline.find((stage) => stage.takes === fact)?.name
  const way = [from && `Given by ${from}`, to && `taken by ${to}`].filter((part) => part !== undefined).join(', ')
  return [
    `## ${fact.name}`,
    `${fact.says}${way === '' ? '' : ` ${way[0]?.toUpperCase()}${way.slice(1)}.`} Subject ${code(`imports.${fact.name}.<tenant>.<batch>.<item>`)}, version ${fact.version}.`,
    table(['Field', 'Type', 'What'], fieldRows(fact.schema)),
    codeBlock('json', JSON.stringify(factExamples[fact.name], null, 2)),
  ].join('\n\n')
}

type JsonSchema = { type?: string; enum?: unknown[]; description?: string; required?: string[]; properties?: Record<string, JsonSchema> }

function taskSection({ name, subject, stream, type, says, saidBy, takenBy, messageId, schema, example }: TaskMessage): string {
  return [
    `## ${name}`, `${says} Said by ${saidBy}; taken by ${takenBy}. Subject ${code(subject)} on ${code(stream)}, type ${code(type)}, message id ${code(messageId)}.`, table(['Field', 'Type', 'What'], fieldRows(schema)), codeBlock('json', JSON.stringify(example, null, 2)),
  ].join('\n\n')
}

function fieldRows(of: z.ZodType): string[][] {
  const { properties = {}, required = [] } = z.toJSONSchema(of, { io: 'input' }) as JsonSchema
  return Object.entries(properties).map(([name, { type, enum: values, description }]) => [
    code(name), `${values ? values.map((value) => code(String(value))).join(', ') : type ?? ''}${required.includes(name) ? '' : ', may be absent'}`, description ?? '',
  ])
}

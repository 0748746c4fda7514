import { z } from 'zod'
import { factExamples } from './examples.ts'
import { pipeline } from './pipeline.ts'
import { taskMessages } from './task-messages.ts'
import { factType, importFacts, stageConsumers, streams } from './topology.ts'

/** The AsyncAPI 3 page of the bus, made from the same schemas that check every message. */
export function asyncApi(): Record<string, unknown> {
  const facts = importFacts.map((fact) => ({ fact, consumer: Object.values(stageConsumers).find((c) => c.filter === `imports.${fact.name}.>`) }))
  return {
    asyncapi: '3.0.0',
    info: { title: 'Chasqui: what the services tell each other', version: '1.0.0', description: 'Facts on NATS JetStream. Every message carries CloudEvents headers (ce-*), Nats-Msg-Id and traceparent.' },
    channels: { ...taskChannels(), ...Object.fromEntries(facts.map(({ fact, consumer }) => [fact.name, {
      address: `imports.${fact.name}.{tenant}.{batch}.{item}`,
      parameters: { tenant: { description: 'opaque id' }, batch: { description: 'opaque id' }, item: { description: 'opaque id' } },
      messages: { [fact.name]: { $ref: `#/components/messages/${fact.name}` } },
      'x-chasqui': { stream: streams.IMPORTS.name, keepsDays: streams.IMPORTS.maxAgeMs / 86_400_000, ...(consumer ? { consumer: consumer.durable } : {}) },
    }])) },
    operations: { ...taskOperations(), ...Object.fromEntries(pipeline.flatMap((stage) => [
      [`${stage.name}Takes`, { action: 'receive', channel: { $ref: `#/channels/${stage.takes.name}` } }],
      [`${stage.name}Gives`, { action: 'send', channel: { $ref: `#/channels/${stage.gives.name}` } }],
    ])) },
    components: {
      messages: { ...Object.fromEntries(importFacts.map((fact) => [fact.name, {
        name: factType(fact), summary: fact.says, contentType: 'application/json',
        payload: z.toJSONSchema(fact.schema, { io: 'input', target: 'draft-7' }),
        examples: [{ payload: factExamples[fact.name] }],
      }])), ...Object.fromEntries(taskMessages.map(({ name, type, says, schema, example }) => [name, {
        name: type, summary: says, contentType: 'application/json', payload: z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }), examples: [{ payload: example }],
      }])) },
    },
  }
}

const PARAMETERS: Readonly<Record<string, string>> = { lane: 'high, default or low', namespace: 'of the service that owns the task type', name: 'of the task type in its namespace', stage: 'that gave up' }

/** `<name>` in a subject is a parameter, which AsyncAPI writes as `{name}`. */
function taskChannels(): Record<string, unknown> {
  return Object.fromEntries(taskMessages.map(({ name, stream, subject }) => [name, {
    address: subject.replaceAll('<', '{').replaceAll('>', '}'),
    parameters: Object.fromEntries([...subject.matchAll(/<(\w+)>/g)].map(([, parameter]) => [parameter, { description: PARAMETERS[parameter as string] ?? 'opaque' }])),
    messages: { [name]: { $ref: `#/components/messages/${name}` } },
    'x-chasqui': { stream, keepsDays: Object.values(streams).find((declared) => declared.name === stream)?.maxAgeMs as number / 86_400_000 },
  }]))
}

/** Who says each of them and who takes it is a sentence: more than one service may. */
function taskOperations(): Record<string, unknown> {
  return Object.fromEntries(taskMessages.flatMap(({ name, saidBy, takenBy }) => [
    [`${name}.say`, { action: 'send', channel: { $ref: `#/channels/${name}` }, summary: `Said by ${saidBy}` }],
    [`${name}.take`, { action: 'receive', channel: { $ref: `#/channels/${name}` }, summary: `Taken by ${takenBy}` }],
  ]))
}

/** The way of a document, as a Mermaid picture: the list in pipeline.ts, drawn. */
export function pipelinePicture(): string {
  const lines = pipeline.map((stage) => `  ${stage.name} -- ${stage.gives.name} --> ${pipeline.find((next) => next.takes === stage.gives)?.name ?? 'books[(books)]'}`)
  return ['flowchart LR', `  gateway -- ${pipeline[0].takes.name} --> ${pipeline[0].name}`, ...lines].join('\n')
}

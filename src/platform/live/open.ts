// Pages that follow what happens: Server-Sent Events, told to every process by LISTEN and NOTIFY. A word only
// says which topic changed; each reader is then sent the whole small state, asked afresh as that reader.
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { notifyIn, type Database, type Db } from '#platform/database/index.ts'
import { Defect, refuse } from '#platform/errors/index.ts'
import { logThrown, type Log } from '#platform/log/index.ts'
import { openStream, type State, type Stream } from './stream.ts'

export type Subscription = {
  /** Whose it is: no session may hold more than a few streams. */
  readonly session: string
  /** What it follows: `work/<id>`, `meeting/<id>`. */
  readonly topics: readonly string[]
  /** The whole small state for this reader, permission checked each time; a refusal ends the stream. */
  readonly state: () => Promise<State>
}

export type Live = {
  /** Says after the commit that the topic changed. Many words in a moment become one. */
  publish(topic: string): void
  /** The same inside a transaction: told when, and only when, it commits. */
  publishIn(tx: Db, topic: string): Promise<void>
  /** Answers with a stream of events until the reader leaves, the state is finished or may no longer be seen. */
  stream(
    response: ServerResponse,
    subscription: Subscription,
    headers?: Readonly<Record<string, string>>,
  ): Promise<void>
  /** How many readers follow something now. */
  count(): number
  close(): Promise<void>
}

export type LiveOptions = {
  readonly database: Database
  readonly log: Log
  readonly heartbeatSeconds?: number
  readonly mostPerSession?: number
  readonly most?: number
}

const CHANNEL = 'connects_live'
const TOPIC = /^[a-z0-9][a-zA-Z0-9:/._-]{0,199}$/
const TOGETHER_MILLISECONDS = 100
/** Every so many heartbeats each state is asked anew: who may no longer see it is shown out, and a lost word is made good. */
const BEATS_A_LOOK = 3

/** Starts listening. One a process. */
export async function openLive(options: LiveOptions): Promise<Live> {
  const { database, log } = options
  const self = randomUUID()
  const streams = new Map<Stream, Subscription>()
  const changed = new Set<string>()
  let telling: NodeJS.Timeout | undefined

  const look = (topic: string | undefined): void => {
    for (const [stream, subscription] of streams) {
      if (topic === undefined || subscription.topics.includes(topic)) stream.look()
    }
  }
  const unlisten = await database.listen(CHANNEL, (word) => {
    const [from, topic] = word.split(' ')
    // An empty word: the listening connection was away, and anything may have changed.
    if (word === '') look(undefined)
    else if (from !== self) look(topic)
  })
  const tell = (): void => {
    telling = undefined
    for (const topic of changed) {
      look(topic)
      if (database.engine === 'pglite') continue
      database
        .notify(CHANNEL, `${self} ${topic}`)
        .catch((error: unknown) => logThrown(log, 'other processes were not told of a change', error))
    }
    changed.clear()
  }
  const beat = openBeat(options.heartbeatSeconds ?? 20, streams, () => look(undefined))

  return {
    publish(topic) {
      changed.add(checkedTopic(topic))
      telling ??= setTimeout(tell, TOGETHER_MILLISECONDS).unref()
    },
    publishIn: (tx, topic) => notifyIn(tx, CHANNEL, `- ${checkedTopic(topic)}`),
    async stream(response, subscription, headers = {}) {
      subscription.topics.forEach(checkedTopic)
      refuseTooMany(streams, subscription.session, options)
      // Asked before the first byte, so that a refusal is still an ordinary answer with its own status.
      const first = await subscription.state()
      refuseTooMany(streams, subscription.session, options)
      // A state that is finished already ends the stream while it is still being opened.
      const held: { stream?: Stream } = {}
      held.stream = openStream(response, {
        ...subscription,
        first,
        headers,
        log,
        ended: () => void (held.stream && streams.delete(held.stream)),
      })
      if (!held.stream.isOver()) streams.set(held.stream, subscription)
    },
    count: () => streams.size,
    async close() {
      clearTimeout(telling)
      beat.stop()
      for (const stream of streams.keys()) stream.end()
      await unlisten().catch((error: unknown) =>
        logThrown(log, 'the listening for changes could not be ended', error),
      )
    },
  }
}

function openBeat(
  seconds: number,
  streams: ReadonlyMap<Stream, unknown>,
  lookAtAll: () => void,
): { stop(): void } {
  let beats = 0
  const timer = setInterval(() => {
    beats += 1
    for (const stream of streams.keys()) stream.beat()
    if (beats % BEATS_A_LOOK === 0) lookAtAll()
  }, seconds * 1000)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

function refuseTooMany(
  streams: ReadonlyMap<Stream, Subscription>,
  session: string,
  options: LiveOptions,
): void {
  const own = [...streams.values()].filter((one) => one.session === session).length
  if (own < (options.mostPerSession ?? 6) && streams.size < (options.most ?? 1000)) return
  refuse(
    'too-many',
    'platform.live.too-many',
    'Too many pages follow this at once. Close some, or load this page again to see what changed.',
  )
}

function checkedTopic(topic: string): string {
  if (!TOPIC.test(topic)) throw new Defect('A live topic is a short path of letters, digits and dashes.')
  return topic
}

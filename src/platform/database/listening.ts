// Word passed between processes: PostgreSQL's LISTEN and NOTIFY, over a connection kept for nothing else, or
// over the one connection of the embedded engine.
import type pg from 'pg'

export type Heard = (payload: string) => void
export type Unlisten = () => Promise<void>

export type Listening = {
  /** Calls back with each payload sent on the channel until the returned function is called. */
  readonly listen: (channel: string, heard: Heard) => Promise<Unlisten>
  readonly close: () => Promise<void>
}

type Channels = Map<string, Set<Heard>>

const CHANNEL = /^[a-z][a-z0-9_]{0,62}$/
const RETRY_MS = [200, 1_000, 5_000] as const

/** Channel names are ours alone and stand in SQL as they are; anything else is a mistake. */
export function checkedChannel(channel: string): string {
  if (!CHANNEL.test(channel)) throw new TypeError(`"${channel}" is not a channel's name.`)
  return channel
}

/** Listens on the embedded engine's one connection: what it is told arrives with the answer of a query. */
export function listenOnPool(): Listening & {
  /** Given to the pool, which calls it for each new connection before anybody uses it. */
  readonly attend: (client: pg.ClientBase) => Promise<void>
  readonly over: (pool: pg.Pool) => void
} {
  const channels: Channels = new Map()
  let run: (text: string) => Promise<unknown> = async () => undefined
  return {
    async attend(client) {
      client.on('notification', (word) => tell(channels, word))
      for (const channel of channels.keys()) await client.query(`listen ${channel}`)
    },
    over(pool) {
      run = (text) => pool.query(text)
    },
    listen: (channel, heard) => join(channels, channel, heard, (text) => run(text)),
    close: async () => undefined,
  }
}

/** Listens on a connection of its own, and opens it again when it is lost. What was said meanwhile is lost too: a listener reads its state afresh. */
export function listenOnServer(connect: () => pg.Client, lost: (error: unknown) => void): Listening {
  const channels: Channels = new Map()
  let current: Promise<pg.Client> | undefined
  let retry: NodeJS.Timeout | undefined
  let attempts = 0
  let closed = false

  async function open(): Promise<pg.Client> {
    const client = connect()
    client.on('error', () => undefined)
    client.on('notification', (word) => tell(channels, word))
    await client.connect()
    for (const channel of channels.keys()) await client.query(`listen ${channel}`)
    client.on('end', again)
    attempts = 0
    return client
  }

  function again(): void {
    current = undefined
    if (closed || channels.size === 0) return
    lost(new Error('The connection that listens for news was lost; it is being opened again.'))
    const wait = RETRY_MS[Math.min(attempts++, RETRY_MS.length - 1)]
    retry = setTimeout(() => {
      ready().then(
        // Something may have been said while the connection was away: an empty word means "look again".
        () => channels.forEach((all) => all.forEach((heard) => heard(''))),
        () => again(),
      )
    }, wait)
    retry.unref()
  }

  function ready(): Promise<pg.Client> {
    current ??= open()
    current.catch(() => (current = undefined))
    return current
  }

  return {
    listen: (channel, heard) => join(channels, channel, heard, async (text) => (await ready()).query(text)),
    async close() {
      closed = true
      clearTimeout(retry)
      await current?.then((client) => client.end()).catch(() => undefined)
    },
  }
}

function tell(channels: Channels, word: pg.Notification): void {
  for (const heard of channels.get(word.channel) ?? []) heard(word.payload ?? '')
}

async function join(
  channels: Channels,
  channel: string,
  heard: Heard,
  run: (text: string) => Promise<unknown>,
): Promise<Unlisten> {
  checkedChannel(channel)
  const all = channels.get(channel) ?? new Set()
  const first = all.size === 0
  channels.set(channel, all.add(heard))
  if (first) await run(`listen ${channel}`)
  return async () => {
    all.delete(heard)
    if (all.size > 0) return
    channels.delete(channel)
    await run(`unlisten ${channel}`)
  }
}

// One reader's stream: the state is sent whole, only when it differs from what was sent last, and never faster
// than the reader takes it.
import type { ServerResponse } from 'node:http'
import { Refusal } from '#platform/errors/index.ts'
import { logThrown, type Log } from '#platform/log/index.ts'

/** Plain values by the name of the part of the page that shows them; `finished` ends the stream and shows the page anew. */
export type State = Readonly<Record<string, string | number | boolean | null>>

export type Stream = {
  /** Asks the state anew and sends it when it changed. */
  look(): void
  /** A sign of life, so that no proxy closes a quiet stream. */
  beat(): void
  end(): void
  isOver(): boolean
}

type Given = {
  readonly first: State
  readonly state: () => Promise<State>
  readonly headers: Readonly<Record<string, string>>
  readonly log: Log
  readonly ended: () => void
}

const RECONNECT_MILLISECONDS = 3000

/** Begins the answer and sends the first state. */
export function openStream(response: ServerResponse, given: Given): Stream {
  let over = false
  let looking = false
  let again = false
  let last = ''

  const end = (): void => {
    if (over) return
    over = true
    response.end()
    given.ended()
  }
  const send = (state: State): void => {
    const text = JSON.stringify(state)
    if (over || text === last) return
    last = text
    response.write(`data: ${text}\n\n`)
    if (state['finished'] === true) end()
  }
  const look = (): void => {
    // A reader that is slow, or still being answered, is given only the newest state when its turn comes.
    again = true
    if (over || looking || response.writableNeedDrain) return
    looking = true
    again = false
    given
      .state()
      .then(send, (error: unknown) => {
        if (error instanceof Refusal) end()
        else logThrown(given.log, 'a live state could not be read', error)
      })
      .finally(() => {
        looking = false
        if (again) look()
      })
  }

  response.writeHead(200, {
    ...given.headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    // nginx would otherwise hold events back until its buffer is full.
    'x-accel-buffering': 'no',
  })
  response.on('close', () => {
    over = true
    given.ended()
  })
  response.on('drain', () => again && look())
  response.write(`retry: ${RECONNECT_MILLISECONDS}\n\n`)
  send(given.first)
  return {
    look,
    beat: () => void (over || response.writableNeedDrain || response.write(': here\n\n')),
    end,
    isOver: () => over,
  }
}

// A line to one server, over which any number of questions go at once: each has an id among 256 of its carrier, is sent
// again with the same id and authenticator until it is answered (RFC 5080, 2.2.1), and is answered only by what is
// signed for it.
import { randomBytes, randomInt } from 'node:crypto'
import type { Carrier, Trouble } from './carrier.ts'
import type { Unanswered } from './outcome.ts'
import { readReply, writeRequest, type Attribute, type Fault, type Packet } from './packet.ts'
import { openRadSec } from './radsec.ts'
import { secretOf, type Target } from './target.ts'
import { openUdp } from './udp.ts'

export type Question = {
  readonly code: 'access-request' | 'status-server'
  readonly attributes: readonly Attribute[]
  /** After so many milliseconds without an answer it counts as silence. */
  readonly withinMs: number
  /** How often it is sent in that time, evenly apart; over RadSec once. */
  readonly tries: number
}

export type Answer =
  | {
      readonly came: true
      readonly packet: Packet
      /** The authenticator of the question, with which keys in the answer are enciphered. */
      readonly asked: Buffer
    }
  | { readonly came: false; readonly because: Unanswered; readonly words: string }

/** Open until it is closed; what was asked and not answered by then counts as silence. */
export type Line = {
  readonly target: Target
  ask(question: Question): Promise<Answer>
  close(): void
}

type Waiting = {
  readonly asked: Pick<Packet, 'code' | 'id' | 'authenticator'>
  /** What came instead of an answer, for the day when none comes. */
  trouble: Trouble
  triesLeft: number
  finish(answer: Answer): void
}

/** One carrier with the questions under way on it. */
type Lane = { readonly carrier: Carrier; readonly waiting: Map<number, Waiting>; nextId: number }

const IDS = 256
const SILENCE: Trouble = { because: 'silence', words: 'No answer came.' }

export function openLine(target: Target): Line {
  const secret = secretOf(target)
  const lanes = new Set<Lane>()

  const lane = (): Lane => {
    for (const one of lanes) if (one.waiting.size < IDS) return one
    const waiting = new Map<number, Waiting>()
    const ears = {
      heard: (bytes: Buffer): void => heard(waiting, bytes, secret),
      stumbled: (trouble: Trouble): void => stumbled(waiting, trouble),
      ended: (trouble: Trouble): void => {
        lanes.delete(made)
        for (const one of waiting.values()) one.finish({ came: false, ...trouble })
      },
    }
    const carrier = target.transport === 'udp' ? openUdp(target, ears) : openRadSec(target, ears)
    // A server remembers what it answered a port and an id; a new socket may have the port of one that is just gone.
    const made: Lane = { carrier, waiting, nextId: randomInt(IDS) }
    lanes.add(made)
    return made
  }

  return {
    target,
    ask: (question) =>
      asked(lane(), secret, target.transport === 'udp' ? question : { ...question, tries: 1 }),
    close() {
      for (const one of lanes) {
        one.carrier.close()
        for (const question of one.waiting.values()) question.finish({ came: false, ...SILENCE })
      }
      lanes.clear()
    },
  }
}

function asked(lane: Lane, secret: string, question: Question): Promise<Answer> {
  const { carrier, waiting } = lane
  const id = freeId(lane)
  const { code, attributes, withinMs } = question
  const authenticator = randomBytes(16)
  const bytes = writeRequest({ code, id, attributes, secret, authenticator })
  const tries = Math.max(1, question.tries)
  return new Promise((resolve) => {
    const again = setInterval(() => {
      if (own.triesLeft <= 0) return clearInterval(again)
      own.triesLeft -= 1
      carrier.send(bytes)
    }, withinMs / tries)
    const late = setTimeout(() => own.finish({ came: false, ...own.trouble }), withinMs)
    const own: Waiting = {
      asked: { code, id, authenticator },
      trouble: SILENCE,
      triesLeft: tries - 1,
      finish(answer) {
        clearInterval(again)
        clearTimeout(late)
        waiting.delete(id)
        resolve(answer)
      },
    }
    waiting.set(id, own)
    carrier.send(bytes)
  })
}

function freeId(lane: Lane): number {
  let id = lane.nextId
  while (lane.waiting.has(id)) id = (id + 1) % IDS
  lane.nextId = (id + 1) % IDS
  return id
}

// What is no answer is left aside, as the standard says; it is told only when no answer comes after all.
function heard(waiting: ReadonlyMap<number, Waiting>, bytes: Buffer, secret: string): void {
  const question = waiting.get(bytes[1] ?? -1)
  if (question === undefined) return
  const packet = readReply(bytes, question.asked, secret)
  if (typeof packet === 'string') question.trouble = FAULTS[packet]
  else question.finish({ came: true, packet, asked: question.asked.authenticator })
}

// The kernel does not say which packet it could not deliver. A server that restarts is back before the tries are over.
function stumbled(waiting: ReadonlyMap<number, Waiting>, trouble: Trouble): void {
  for (const question of waiting.values()) {
    question.trouble = trouble
    if (question.triesLeft <= 0) question.finish({ came: false, ...trouble })
  }
}

const broken = (words: string): Trouble => ({ because: 'broken', words })

const FAULTS: Readonly<Record<Fault, Trouble>> = {
  malformed: broken('What came back is no RADIUS packet.'),
  'unknown-code': broken('What came back is no answer to this kind of question.'),
  'wrong-id': broken('What came back answers another question.'),
  unsigned: broken('The answer had no Message-Authenticator, so anybody could have written it.'),
  'wrong-secret': { because: 'wrong-secret', words: 'The answer was signed with another secret than ours.' },
}

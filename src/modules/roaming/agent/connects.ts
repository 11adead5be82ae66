// Connects as an agent reaches it: the derived API, with the agent's own token, within limits of time and size.
import { Failure, Refusal } from '#platform/errors/index.ts'
import type { Wanted } from '../rules/signing.ts'
import { readPrivately, type Settings } from './settings.ts'
import type { Report } from './state.ts'

export type Standing = { readonly running?: string; readonly declined?: string }

/** Whether there is something to collect, and what time it is there. */
export type Asked = {
  readonly collect: boolean
  /** The one that is published for this server. */
  readonly generation: string | null
  readonly now: Temporal.Instant
}

export type Proof = { readonly link: string; readonly credential: string; readonly good: boolean }

export type Connects = {
  wanted(standing: Standing): Promise<Asked>
  collect(standing: Standing, now: Temporal.Instant): Promise<Wanted | null>
  report(report: Report): Promise<void>
  observe(proofs: readonly Proof[]): Promise<void>
  /** Any other action of the agent's; the answer as it came. */
  post(action: string, answers: Readonly<Record<string, unknown>>): Promise<unknown>
  get(query: string, parameters: Readonly<Record<string, string>>): Promise<unknown>
}

const TIMEOUT_MS = 30_000
const MOST_BYTES = 64 * 1024 * 1024

export function reachConnects(settings: Settings, version: string, signal: AbortSignal): Connects {
  // Read each time, so that a new token works without a restart.
  const asked = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const token = (await readPrivately(settings.tokenFile, 'The token')).trim()
    return answerOf(`${settings.url}/api/${path}`, token, init, signal)
  }
  const get: Connects['get'] = (name, parameters) => {
    const search = new URLSearchParams(parameters).toString()
    return asked(`${name.replaceAll('.', '/')}${search === '' ? '' : `?${search}`}`)
  }
  const post: Connects['post'] = (name, answers) =>
    asked(name.replaceAll('.', '/'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(answers),
    })
  return {
    get,
    post,
    async wanted(standing) {
      const answer = (await get('roaming.agent.wanted', { ...standing })) as Record<string, unknown>
      const { generation } = answer
      return {
        collect: answer['collect'] === true,
        generation: typeof generation === 'string' ? generation : null,
        now: instantOf(answer['now']),
      }
    },
    async collect(standing, now) {
      const answer = (await post('roaming.agent.collect', {
        ...standing,
        programVersion: version,
        sentAt: now.toString(),
      })) as { wanted?: Wanted | null }
      return answer.wanted ?? null
    },
    async report(report) {
      await post('roaming.agent.report', { ...report })
    },
    async observe(proofs) {
      if (proofs.length > 0) await post('roaming.agent.observe', { proofs })
    },
  }
}

function instantOf(words: unknown): Temporal.Instant {
  try {
    return Temporal.Instant.from(String(words))
  } catch {
    throw new Failure('roaming.agent.answer', 'Connects answered without saying what time it is there.')
  }
}

async function answerOf(
  url: string,
  token: string,
  init: RequestInit,
  stopping: AbortSignal,
): Promise<unknown> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)])
  let answer: Response
  try {
    answer = await fetch(url, {
      ...init,
      signal,
      redirect: 'error',
      headers: { ...init.headers, authorization: `Bearer ${token}`, accept: 'application/json' },
    })
  } catch (error) {
    throw new Failure('roaming.agent.unreachable', `Connects cannot be reached at ${new URL(url).origin}.`, {
      cause: error,
    })
  }
  const text = await textOf(answer)
  if (answer.ok) return readJson(text)
  const problem = (text === '' ? {} : safely(text)) as { type?: unknown; detail?: unknown; title?: unknown }
  const words = [problem.detail, problem.title].find((one) => typeof one === 'string')
  if (answer.status >= 500 || answer.status === 429)
    throw new Failure(
      'roaming.agent.unreachable',
      `Connects answered ${answer.status}. ${words ?? ''}`.trim(),
    )
  const kind = answer.status === 401 ? 'unauthenticated' : answer.status === 404 ? 'not-found' : 'conflict'
  throw new Refusal(
    kind,
    'roaming.agent.declined',
    answer.status === 401
      ? 'Connects does not know this agent’s token. Enrol it again and put the new token in its file.'
      : `Connects answered ${answer.status}. ${words ?? ''}`.trim(),
  )
}

async function textOf(answer: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const piece of answer.body ?? []) {
      bytes += piece.length
      if (bytes > MOST_BYTES)
        throw new Failure('roaming.agent.answer', 'Connects answered with more than any server’s files.')
      pieces.push(piece)
    }
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('roaming.agent.unreachable', 'The answer of Connects broke off.', { cause: error })
  }
  return Buffer.concat(pieces).toString('utf8')
}

function readJson(text: string): unknown {
  const value = safely(text)
  if (value === undefined || value === null || typeof value !== 'object')
    throw new Failure('roaming.agent.answer', 'What answered is not Connects: its answer is not JSON.')
  return value
}

function safely(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

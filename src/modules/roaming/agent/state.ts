// Where the agent stands, so that whatever moment it is killed at, it knows at its next start what to do.
//
//   running ──write "trying"──► trying ──swap──► (current is the new one) ──restart, probe──► running the new one
//                                 │                                             │ fails
//                                 │ killed before the swap: forgotten            └─write "failed"─► going back
//                                 └───────────── killed after it: proven now        ──swap back, restart──► running the old one

/** A generation that is being tried: swapped in, or about to be. */
export type Trying = {
  readonly number: number
  readonly generation: string
  readonly digest: string
  /** What ran before, and comes back; null for the first. */
  readonly from: number | null
  /** Why it goes back; null while it may still be proven. */
  readonly failed: string | null
}

/** What was not taken, so that it is neither tried nor told again and again. */
export type Declined = {
  readonly number: number
  readonly generation: string
  readonly digest: string
  readonly outcome: 'rolled-back' | 'refused' | 'failed'
  readonly words: string
}

export type Report = {
  readonly generation: string
  readonly outcome: 'applied' | 'rolled-back' | 'refused' | 'failed'
  readonly words: string
  readonly probes: number
  readonly tookMilliseconds: number
}

export type AgentState = {
  readonly running: { readonly number: number; readonly generation: string; readonly digest: string } | null
  readonly trying: Trying | null
  readonly declined: Declined | null
  /** What happened and has not been told yet: Connects may be out of reach. */
  readonly untold: readonly Report[]
}

export const NOTHING_YET: AgentState = { running: null, trying: null, declined: null, untold: [] }

/** What to do first at a start, from what was written and where `current` points. */
export type AtStart = 'go-on' | 'forget' | 'prove' | 'go-back'

export function atStart({ trying }: AgentState, current: number | null): AtStart {
  if (trying === null) return 'go-on'
  if (trying.failed !== null) return 'go-back'
  return current === trying.number ? 'prove' : 'forget'
}

export type Offered = { readonly number: number; readonly digest: string }

/** What to do about what Connects wants: nothing, take it, or decline it with a sentence. */
export function towards(
  { running, declined }: AgentState,
  wanted: Offered | null,
): { readonly do: 'nothing' | 'take' } | { readonly do: 'decline'; readonly words: string } {
  if (wanted === null) return { do: 'nothing' }
  if (running !== null && running.number === wanted.number && running.digest === wanted.digest)
    return { do: 'nothing' }
  // A signed generation stays signed for ever: only a number above the one that runs keeps an old one from coming back.
  if (running !== null && wanted.number <= running.number)
    return {
      do: 'decline',
      words: `Generation ${wanted.number} is not newer than ${running.number}, which runs here. Going back is done by a new generation: generate one that restores the earlier.`,
    }
  const again = declined?.number === wanted.number && declined.digest === wanted.digest
  // Nothing was touched when it was refused, so it may be looked at again; what broke the server is not tried twice.
  return { do: again && declined.outcome === 'rolled-back' ? 'nothing' : 'take' }
}

const MOST_UNTOLD = 50

/** One more report to tell, the oldest of too many forgotten. */
export const withUntold = (state: AgentState, report: Report): AgentState => ({
  ...state,
  untold: [...state.untold, report].slice(-MOST_UNTOLD),
})

/** How long until the next try after so many failures in a row. */
export const pauseMs = (everySeconds: number, failures: number): number =>
  Math.min(everySeconds * 1000 * 2 ** Math.min(failures, 6), Math.max(600_000, everySeconds * 1000))

/** State out of whatever the file held: one that cannot be read is none, and `current` tells the rest. */
export function readState(text: string): AgentState | undefined {
  try {
    const raw = JSON.parse(text) as Partial<AgentState> | null
    if (raw === null || typeof raw !== 'object' || !Array.isArray(raw.untold)) return undefined
    return {
      running: raw.running ?? null,
      trying: raw.trying ?? null,
      declined: raw.declined ?? null,
      untold: raw.untold,
    }
  } catch {
    return undefined
  }
}

// When an agent is heard, and when it is in trouble.
import type { AgentState } from './words.ts'

/** A clock further off than this gets nothing: certificates would be judged at the wrong moment. */
export const MOST_SKEW_SECONDS = 300

/** An agent that nobody heard for so long is in trouble. */
export const SILENT_MINUTES = 10

/** After so long an agent that has nothing to fetch calls all the same, so that it is known to live. */
const CALLS_AFTER_MINUTES = 4

/** Seconds by which the other's clock is ahead of ours; null when it says no moment. */
export function clockSkew(sentAt: string, now: Temporal.Instant): number | null {
  try {
    return Math.round(Temporal.Instant.from(sentAt).since(now).total('seconds'))
  } catch {
    return null
  }
}

const minutesSince = (at: Temporal.Instant, now: Temporal.Instant): number => now.since(at).total('minutes')

/** Whether an agent should call to say that it lives. */
export const shouldCall = (lastSeenAt: Temporal.Instant | null, now: Temporal.Instant): boolean =>
  lastSeenAt === null || minutesSince(lastSeenAt, now) >= CALLS_AFTER_MINUTES

export type AgentTrouble = 'silent' | 'never-seen' | 'rolled-back' | 'refused' | 'failed' | 'clock'

export type AgentFacts = {
  readonly state: AgentState
  readonly enrolled_at: Temporal.Instant
  readonly last_seen_at: Temporal.Instant | null
  readonly clock_skew_seconds: number | null
}

/** What is wrong with an agent; null when nothing is. Silence comes first: whatever else it said is old. */
export function agentTrouble(agent: AgentFacts, now: Temporal.Instant): AgentTrouble | null {
  if (agent.last_seen_at === null) return minutesSince(agent.enrolled_at, now) > 24 * 60 ? 'never-seen' : null
  if (minutesSince(agent.last_seen_at, now) > SILENT_MINUTES) return 'silent'
  if (Math.abs(agent.clock_skew_seconds ?? 0) > MOST_SKEW_SECONDS) return 'clock'
  if (agent.state === 'rolled-back' || agent.state === 'refused' || agent.state === 'failed')
    return agent.state
  return null
}

/** The same in words, to follow the server's name: "kent-1: …". */
export const TROUBLE_WORDS: Readonly<Record<AgentTrouble, string>> = {
  silent: 'its agent has not been heard for more than ten minutes',
  'never-seen': 'its agent was enrolled but has never been heard',
  'rolled-back': 'it went back to what it ran before',
  refused: 'it did not take what was published',
  failed: 'its agent could not put the new configuration in place',
  clock: 'its clock is more than five minutes off',
}

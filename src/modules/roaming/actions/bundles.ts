// What a server's own agent asks and tells: what it should run, what became of it, and which secrets it saw working. An
// agent reaches its own server only: nothing here takes a server's name from it.
import { action, query, type Inside, type Reader } from '#platform/actions/index.ts'
import { Defect, notFound, Refusal, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { COLLECT } from '../devices.ts'
import { publishedFor, type PublishedTarget } from '../queries/targets.ts'
import { clockSkew, MOST_SKEW_SECONDS, shouldCall } from '../rules/agents.ts'
import { hasAgent } from '../rules/generations.ts'
import type { Wanted } from '../rules/signing.ts'
import { bundlesOf } from './filling.ts'
import { recordProof } from './proving.ts'

/** What an agent says of itself when it asks. */
const standing = {
  running: field.id('Generation it runs', { from: 'roaming.generation' }).optional(),
  declined: field
    .id('Generation it does not take', {
      hint: 'The one it rolled back from, so that it is not offered again',
      from: 'roaming.generation',
    })
    .optional(),
}

/** Asked every half minute, so it writes nothing: whether the agent should collect now. */
export const agentWanted = query({
  name: 'roaming.agent.wanted',
  title: 'Whether there is something for an agent',
  permission: COLLECT,
  doors: ['api'],
  parameters: standing,
  async run(reader, { running, declined }) {
    const agent = await ownAgent(reader)
    const published = await publishedFor(reader, agent.server_id)
    const isNew = isForAgent(published) && ![running, declined].includes(published.offered.id)
    return {
      collect: isNew || shouldCall(agent.last_seen_at, reader.now),
      generation: published?.offered.id ?? null,
      number: published?.offered.number ?? null,
      digest: published?.bundle_digest ?? null,
      now: reader.now.toString(),
    }
  },
})

export const agentCollect = action({
  name: 'roaming.agent.collect',
  title: 'Collect what a server should run',
  permission: COLLECT,
  doors: ['api'],
  secretResult: true,
  fields: {
    ...standing,
    programVersion: field.text('Version of the agent', { most: 40 }),
    sentAt: field.text('When it asks, by its clock', { most: 40, hint: '2026-11-24T09:30:00Z' }),
  },
  async run(inside, { running, declined, programVersion, sentAt }) {
    const agent = await ownAgent(inside)
    const skew = skewOf(sentAt, inside.now)
    if (Math.abs(skew) > MOST_SKEW_SECONDS) refuseClock(skew)
    const runs = running === null ? undefined : await generationFor(inside, running, agent.server_id)
    const target = await publishedFor(inside, agent.server_id)
    await inside.tx
      .updateTable('roaming.agent')
      .set({
        last_seen_at: inside.now,
        program_version: programVersion,
        clock_skew_seconds: skew,
        ...(runs === undefined ? {} : { running_id: inEffect(runs.id, target) }),
      })
      .where('id', '=', agent.id)
      .execute()
    const isNew = isForAgent(target) && ![running, declined].includes(target.offered.id)
    const wanted = isNew ? await wantedOf(inside, target) : null
    return {
      subject: agent.id,
      result: { wanted, now: inside.now.toString() },
      facts: { server: agent.server_id, skewSeconds: skew, given: wanted === null ? null : wanted.number },
    }
  },
  // A clock that is wrong is remembered although the files are refused: it is why the server gets none.
  async whenRefused(after, { sentAt }, refusal) {
    if (refusal.code !== 'roaming.agent.clock') return {}
    const agent = await ownAgent(after)
    const skew = skewOf(sentAt, after.now)
    await after.tx
      .updateTable('roaming.agent')
      .set({ last_seen_at: after.now, clock_skew_seconds: skew })
      .where('id', '=', agent.id)
      .execute()
    return { facts: { skewSeconds: skew } }
  },
})

/** Nothing is put in place for a server whose program was changed to one that is set up by hand: it keeps what it runs. */
const isForAgent = (target: PublishedTarget | undefined): target is PublishedTarget =>
  target !== undefined && hasAgent(target.engine)

/** Which generation a server runs that runs this one: the published one too, where its files are still the same. */
const inEffect = (runs: string, published: PublishedTarget | undefined): string =>
  published?.offered.id === runs ? published.generation_id : runs

async function wantedOf(inside: Inside, target: PublishedTarget): Promise<Wanted> {
  const generation = target.offered
  const [made] = await bundlesOf(inside, generation, [target])
  if (made === undefined || target.signature === null)
    throw new Defect(
      `Generation ${generation.number} was published without a signature for ${target.server_code}.`,
    )
  if (made.digest !== target.bundle_digest)
    refuse(
      'conflict',
      'roaming.generation.secret-changed',
      `A secret of this server changed after generation ${generation.number} was published. Generate and publish a new one; until then it runs what it has.`,
    )
  return { ...made.bundle, digest: made.digest, signature: target.signature, publicKey: made.publicKey }
}

export const OUTCOMES = {
  applied: 'It runs',
  'rolled-back': 'It went back to what it ran before',
  refused: 'It did not take it',
  failed: 'It could not',
} as const

export const agentReport = action({
  name: 'roaming.agent.report',
  title: 'Report what became of a generation',
  permission: COLLECT,
  doors: ['api'],
  fields: {
    generation: field.id('Generation', { from: 'roaming.generation' }),
    outcome: field.choice('Outcome', OUTCOMES),
    words: field.longText('In words', { most: 10_000 }).optional(),
    probes: field.integer('Probes that were answered', { least: 0, most: 1000 }).optional(),
    tookMilliseconds: field.integer('Milliseconds it took', { least: 0, most: 86_400_000 }).optional(),
  },
  async run(inside, answers) {
    const agent = await ownAgent(inside)
    const generation = await generationFor(inside, answers.generation, agent.server_id)
    if (generation === undefined) return notFound('generation')
    const words = shortened(answers.words)
    const published = await publishedFor(inside, agent.server_id)
    await inside.tx
      .insertInto('roaming.agent_report')
      .values({
        id: inside.id(),
        agent_id: agent.id,
        generation_id: generation.id,
        reported_at: inside.now,
        outcome: answers.outcome,
        words,
        probes: answers.probes ?? 0,
        took_milliseconds: answers.tookMilliseconds,
      })
      .execute()
    await inside.tx
      .updateTable('roaming.agent')
      .set({
        last_seen_at: inside.now,
        state: answers.outcome === 'applied' ? 'running' : answers.outcome,
        words,
        ...(answers.outcome === 'applied' ? { running_id: inEffect(generation.id, published) } : {}),
      })
      .where('id', '=', agent.id)
      .execute()
    return {
      subject: agent.id,
      result: { number: generation.number },
      facts: { server: agent.server_id, number: generation.number, outcome: answers.outcome },
    }
  },
})

const MOST_PROOFS = 200

export const agentObserve = action({
  name: 'roaming.agent.observe',
  title: 'Tell which shared secrets were seen to work',
  permission: COLLECT,
  doors: ['api'],
  fields: {
    proofs: field.rows(
      'Secrets that were tried',
      {
        link: field.id('Link', { from: 'roaming.link' }),
        credential: field.id('Shared secret', { from: 'roaming.credential' }),
        good: field.yesNo('Answered'),
      },
      { most: MOST_PROOFS },
    ),
  },
  async run(inside, { proofs }) {
    const agent = await ownAgent(inside)
    const links = await inside.tx
      .selectFrom('roaming.credential as credential')
      .innerJoin('roaming.link as link', 'link.id', 'credential.link_id')
      .select(['credential.id', 'link.lower_id', 'link.upper_id'])
      .where(({ eb, or }) =>
        or([eb('link.lower_id', '=', agent.server_id), eb('link.upper_id', '=', agent.server_id)]),
      )
      .where('credential.state', '<>', 'retired')
      .execute()
    const own = new Map(links.map((one) => [one.id, one]))
    // Which side it speaks for follows from whose agent it is, never from what it says.
    let proved = 0
    for (const { credential, good } of proofs) {
      const link = own.get(credential)
      if (link === undefined || !good) continue
      const side = link.lower_id === agent.server_id ? 'lower' : 'upper'
      if (await recordProof(inside, { credentialId: credential, side, at: inside.now })) proved += 1
    }
    return { subject: agent.id, result: { proved }, facts: { server: agent.server_id, proved } }
  },
})

type OwnAgent = {
  readonly id: string
  readonly server_id: string
  readonly last_seen_at: Temporal.Instant | null
}

/** The agent that asks, with its server; nothing for anybody else. */
async function ownAgent(reader: Pick<Reader, 'db' | 'actor' | 'may'>): Promise<OwnAgent> {
  const { actor } = reader
  if (actor.kind !== 'device')
    refuse('forbidden', 'roaming.agent.only', 'Only the agent beside a server asks this, with its own token.')
  const agent = await reader.db
    .selectFrom('roaming.agent')
    .select(['id', 'server_id', 'last_seen_at'])
    .where('id', '=', actor.id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (agent === undefined || !reader.may(COLLECT, { kind: 'server', id: agent.server_id }))
    return notFound('agent')
  return agent
}

/** A generation that holds something for this server; undefined for any other. */
const generationFor = (inside: Inside, generationId: string, serverId: string) =>
  inside.tx
    .selectFrom('roaming.generation_target as target')
    .innerJoin('roaming.generation as generation', 'generation.id', 'target.generation_id')
    .select(['generation.id', 'generation.number'])
    .where('target.generation_id', '=', generationId)
    .where('target.server_id', '=', serverId)
    .executeTakeFirst()

function skewOf(sentAt: string, now: Temporal.Instant): number {
  const skew = clockSkew(sentAt, now)
  if (skew !== null) return skew
  throw new Refusal('invalid', 'roaming.agent.sent-at', 'Say when it asks as 2026-11-24T09:30:00Z.', {
    faults: [{ field: 'sentAt', message: 'Say when it asks as 2026-11-24T09:30:00Z' }],
  })
}

function refuseClock(skew: number): never {
  const minutes = Math.round(Math.abs(skew) / 60)
  refuse(
    'conflict',
    'roaming.agent.clock',
    `The clock of this server is ${minutes} minutes ${skew > 0 ? 'ahead' : 'behind'}. Certificates and logs would be wrong, so nothing is handed over: set its clock (NTP); the agent asks again by itself.`,
  )
}

const MOST_WORDS = 8000
const shortened = (words: string | null): string | null =>
  words === null || words.length <= MOST_WORDS ? words : `${words.slice(0, MOST_WORDS)} …`

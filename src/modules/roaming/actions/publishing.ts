// What becomes of a generation: approved by a second person, signed and published, taken back, or an earlier one brought
// back at once.
import { action, personOf, type Inside } from '#platform/actions/index.ts'
import { json, sql } from '#platform/database/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { notifyOnce } from '#platform/notifications/index.ts'
import { publishedGeneration, type GenerationRow } from '../queries/generations.ts'
import { federationModel } from '../queries/model.ts'
import { linksShutOut } from '../queries/rotation.ts'
import { RUN } from '../queries/seeing.ts'
import { packsOf, signedBefore, targetsOf, type Target } from '../queries/targets.ts'
import { changesBetween } from '../rules/changes.ts'
import { hasAgent, isSomebodyElse, mayBeWithdrawn, saysTheSame, STATE_WORDS } from '../rules/generations.ts'
import { SECRET_NAME } from '../rules/model.ts'
import { digestOfValue, signatureOf } from '../signing.ts'
import { bundlesOf, signingKey, type Numbered } from './filling.ts'
import { stateOf } from './generating.ts'
import { forWhom, handOf, userOf } from './hands.ts'
import { holdFederation, mustBeCurrent } from './locking.ts'

const which = {
  number: field.integer('Generation', { least: 1 }),
  version: field.version(),
}

/** The generation, its row locked, while nobody else makes or publishes one. */
async function generationToMove(inside: Inside, number: number): Promise<GenerationRow> {
  await holdFederation(inside)
  const generation = await inside.tx
    .selectFrom('roaming.generation')
    .selectAll()
    .where('number', '=', number)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return generation ?? notFound('generation')
}

export const approveFederation = action({
  name: 'roaming.federation.approve',
  title: 'Approve a generation',
  permission: RUN,
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: { ...which, as: forWhom },
  async run(inside, { number, version, as }) {
    const generation = await generationToMove(inside, number)
    mustBeCurrent(generation, version, { state: generation.state })
    if (generation.state !== 'checked')
      refuse(
        'conflict',
        'roaming.generation.not-checked',
        generation.state === 'drafted'
          ? `Generation ${number} is still being checked. Look again in a moment.`
          : `Generation ${number} cannot be approved: it is ${STATE_WORDS[generation.state].toLowerCase()}.`,
      )
    const maker = { person: generation.made_by, user: generation.made_by_user }
    const approver = await handOf(inside, as)
    if (!isSomebodyElse(maker, approver))
      refuse(
        'forbidden',
        'roaming.generation.same-hand',
        maker.person === null
          ? `Generation ${number} does not say which person made it, so nobody can approve it. Generate it again.`
          : `You made generation ${number}. Somebody else who runs the federation has to approve it: ask one of them.`,
      )
    await move(inside, generation, 'approved', {
      approved_at: inside.now,
      approved_by: approver.person,
      approved_by_user: approver.user,
    })
    return {
      subject: generation.id,
      result: { number, state: 'approved' },
      facts: { number, for: approver.person },
    }
  },
})

export const applyFederation = action({
  name: 'roaming.federation.apply',
  title: 'Publish a generation',
  permission: RUN,
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    ...which,
    moved: field
      .yesNo('Publish it although the register changed since it was generated', {
        hint: 'What changed since then goes into the next generation',
      })
      .optional(),
  },
  async run(inside, { number, version, moved }) {
    const generation = await generationToMove(inside, number)
    mustBeCurrent(generation, version, { state: generation.state })
    if (generation.state !== 'approved')
      refuse(
        'conflict',
        'roaming.generation.not-approved',
        `Generation ${number} is not approved (${STATE_WORDS[generation.state].toLowerCase()}). Only what a second person has approved is published.`,
      )
    const former = await publishedGeneration(inside)
    if (former !== undefined && former.number > number)
      refuse(
        'conflict',
        'roaming.generation.overtaken',
        `Generation ${former.number} was published since and is newer than ${number}. Generate a new one; to bring an earlier one back, roll back to it.`,
      )
    const now = digestOfValue(await federationModel(inside, inside.now))
    if (now !== generation.register_digest && moved !== true)
      refuse(
        'conflict',
        'roaming.generation.register-moved',
        `The register changed since generation ${number} was made. Generate a new one, or say that this one is to be published all the same.`,
      )
    const targets = await targetsOf(inside, generation.id)
    const anew = await toBeSigned(inside, generation, former, targets)
    await mustBeAccepted(inside, generation.number, targets, anew)
    const signed = await publish(inside, generation, former, anew)
    return {
      subject: generation.id,
      result: { number, state: 'published', signed, replaced: former?.number ?? null },
      facts: { number, signed, replaced: former?.number ?? null, moved: now !== generation.register_digest },
    }
  },
})

export const withdrawFederation = action({
  name: 'roaming.federation.withdraw',
  title: 'Withdraw a generation',
  permission: RUN,
  doors: ['page', 'api', 'command'],
  fields: which,
  async run(inside, { number, version }) {
    const generation = await generationToMove(inside, number)
    mustBeCurrent(generation, version, { state: generation.state })
    if (!mayBeWithdrawn(generation.state))
      refuse(
        'conflict',
        'roaming.generation.not-pending',
        `Generation ${number} is ${STATE_WORDS[generation.state].toLowerCase()}, so it cannot be withdrawn. What is published ends when another is: roll back to an earlier one.`,
      )
    await move(inside, generation, 'withdrawn', { ended_at: inside.now })
    return { subject: generation.id, result: { number, state: 'withdrawn' }, facts: { number } }
  },
})

export const rollbackFederation = action({
  name: 'roaming.federation.rollback',
  title: 'Bring back an earlier generation',
  permission: RUN,
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    number: field.integer('Generation to bring back', { least: 1 }),
    because: field.text('Why', { most: 300, hint: 'Everybody who runs the federation is told' }),
  },
  async run(inside, { number, because }) {
    const earlier = await generationToMove(inside, number)
    const former = await publishedGeneration(inside)
    if (earlier.state !== 'replaced' || former === undefined)
      refuse(
        'conflict',
        'roaming.generation.never-published',
        earlier.state === 'published'
          ? `Generation ${number} is what is published now. Name an earlier one.`
          : `Generation ${number} was never published, so it cannot be brought back. Name one that was.`,
      )
    const targets = await stillThere(inside, await targetsOf(inside, earlier.id))
    const generation = await bringBack(inside, { earlier, former, because, targets })
    const anew = await toBeSigned(inside, generation, former, targets)
    await mustBeAccepted(inside, number, targets, anew)
    const signed = await publish(inside, generation, former, anew)
    await tellOperators(inside, generation.id)
    return {
      subject: generation.id,
      result: { number: generation.number, restores: number, state: 'published', signed },
      facts: { number: generation.number, restores: number, replaced: former.number, signed },
    }
  },
})

async function move(
  { tx }: Inside,
  generation: Pick<GenerationRow, 'id' | 'version'>,
  state: GenerationRow['state'],
  more: Readonly<Record<string, unknown>>,
): Promise<void> {
  await tx
    .updateTable('roaming.generation')
    .set({ ...more, state, version: generation.version + 1 })
    .where('id', '=', generation.id)
    .execute()
}

// A copy of an earlier one under a new number, because agents take no number below the one they run.
async function bringBack(
  inside: Inside,
  given: {
    readonly earlier: GenerationRow
    readonly former: GenerationRow
    readonly because: string
    readonly targets: readonly Target[]
  },
): Promise<GenerationRow> {
  const { earlier, former, because, targets } = given
  const newest = await inside.tx
    .selectFrom('roaming.generation')
    .select(({ fn }) => fn.max('number').as('number'))
    .executeTakeFirst()
  const [before, after] = [
    await stateOf(inside, former.register_digest),
    await stateOf(inside, earlier.register_digest),
  ]
  const generation = await inside.tx
    .insertInto('roaming.generation')
    .values({
      id: inside.id(),
      number: (newest?.number ?? earlier.number) + 1,
      state: 'approved',
      because,
      base_id: former.id,
      restores_id: earlier.id,
      register_digest: earlier.register_digest,
      changes: json(after === null ? [] : changesBetween(before, after)),
      made_at: inside.now,
      made_by: personOf(inside),
      made_by_user: userOf(inside),
      checked_at: earlier.checked_at,
      wording: earlier.wording,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await sql`insert into roaming.generation_target (generation_id, server_id, engine, pack_digest, secrets, probes, check_state)
    select ${generation.id}, server_id, engine, pack_digest, secrets, probes, 'unchanged' from roaming.generation_target
    where generation_id = ${earlier.id} and server_id = any(${targets.map((one) => one.server_id)}::uuid[])`.execute(
    inside.tx,
  )
  return generation
}

// A server that is gone since then gets nothing; one that came since then keeps what it runs.
async function stillThere({ tx }: Inside, targets: readonly Target[]): Promise<readonly Target[]> {
  const live = await tx
    .selectFrom('roaming.server')
    .select('id')
    .where('state', '=', 'live')
    .where(sql<boolean>`id = any(${targets.map((one) => one.server_id)}::uuid[])`)
    .execute()
  const there = new Set(live.map((one) => one.id))
  return targets.filter((one) => there.has(one.server_id))
}

const CREDENTIAL = /^roaming\.credential:(.+)$/

/** Refuses files that would use a shared secret which one of its sides no longer accepts, or one that is not kept (G6). */
async function mustBeAccepted(
  inside: Inside,
  number: number,
  targets: readonly Target[],
  anew: readonly Target[],
): Promise<void> {
  const refs = new Set(targets.flatMap((one) => one.secrets))
  const ids = [...refs].flatMap((ref) => CREDENTIAL.exec(ref)?.[1] ?? [])
  const { rows: retired } = await sql<{ lower: string; upper: string }>`
    select distinct lower.code as lower, upper.code as upper from roaming.credential credential
    join roaming.link link on link.id = credential.link_id
    join roaming.server lower on lower.id = link.lower_id join roaming.server upper on upper.id = link.upper_id
    where credential.id = any(${ids}::uuid[]) and credential.state = 'retired' order by 1, 2`.execute(
    inside.tx,
  )
  if (retired.length > 0)
    refuse(
      'conflict',
      'roaming.generation.secret-retired',
      `Generation ${number} uses shared secrets that have been changed since: between ${namesOf(retired)}. With them nobody could sign in, so it is not published. Generate a new one.`,
    )
  const shutOut = await linksShutOut(inside, ids)
  if (shutOut.length > 0)
    refuse(
      'conflict',
      'roaming.generation.shuts-out',
      `Generation ${number} does not know the shared secret with which servers ask now: between ${namesOf(shutOut)}. Published, it would shut them out until they follow. Generate a new one.`,
    )
  // What the published one names is never forgotten, and what is signed is filled in: it refuses by itself.
  const byHand = anew.filter((one) => !hasAgent(one.engine))
  const kept = await inside.secretsOf([...new Set(byHand.flatMap((one) => one.secrets))], SECRET_NAME)
  const gone = byHand.filter((one) => one.secrets.some((ref) => !kept.has(ref)))
  if (gone.length > 0)
    refuse(
      'conflict',
      'roaming.generation.secret-gone',
      `Generation ${number} uses secrets that are no longer kept, on ${gone
        .slice(0, 5)
        .map((one) => one.server_code)
        .join(', ')}. Generate a new one.`,
    )
}

const namesOf = (links: readonly { readonly lower: string; readonly upper: string }[]): string =>
  links
    .slice(0, 5)
    .map(({ lower, upper }) => `${lower} and ${upper}`)
    .join('; ') + (links.length > 5 ? ` and ${links.length - 5} more` : '')

// Filled files hold secrets and a county has thousands: only so many are in memory at once.
const SIGNED_AT_ONCE = 50

/**
 * The servers to which something new is offered: a signature stands where the former generation has the same files, unless
 * they were tried there in vain. One that changes nothing at all was asked for so that everything is made anew.
 */
async function toBeSigned(
  inside: Inside,
  generation: Numbered,
  former: GenerationRow | undefined,
  targets: readonly Target[],
): Promise<readonly Target[]> {
  if (former === undefined) return targets
  if (saysTheSame(targets, await packsOf(inside, former.id))) return targets
  const before = await signedBefore(inside, former.id, generation.id)
  const stands = new Set(before.filter((one) => !one.in_vain).map((one) => one.server_id))
  return targets.filter((one) => !stands.has(one.server_id))
}

/** Signs what these servers are to run and makes this generation the one that is published. */
async function publish(
  inside: Inside,
  generation: GenerationRow & Numbered,
  former: GenerationRow | undefined,
  anew: readonly Target[],
): Promise<number> {
  const key = await signingKey(inside)
  const taken = anew.filter((one) => hasAgent(one.engine))
  for (let at = 0; at < taken.length; at += SIGNED_AT_ONCE) {
    const made = await bundlesOf(inside, generation, taken.slice(at, at + SIGNED_AT_ONCE))
    await sql`update roaming.generation_target target set bundle_digest = signed.digest, signature = signed.signature
      from unnest(${made.map((one) => one.target.server_id)}::uuid[], ${made.map((one) => one.digest)}::text[],
        ${made.map((one) => signatureOf(one.digest, key))}::text[]) as signed (server_id, digest, signature)
      where target.generation_id = ${generation.id} and target.server_id = signed.server_id`.execute(
      inside.tx,
    )
  }
  if (former !== undefined) await keepSigned(inside, former, generation)
  if (former !== undefined) await move(inside, former, 'replaced', { ended_at: inside.now })
  await move(inside, generation, 'published', {
    published_at: inside.now,
    published_by: personOf(inside),
    published_by_user: userOf(inside),
  })
  return taken.length
}

/** What is not signed anew stays as it was signed, and whoever runs it runs this generation too. */
async function keepSigned({ tx }: Inside, former: Numbered, { id }: Numbered): Promise<void> {
  await sql`update roaming.generation_target target set bundle_digest = former.bundle_digest, signature = former.signature,
      signed_id = coalesce(former.signed_id, former.generation_id)
    from roaming.generation_target former
    where target.generation_id = ${id} and target.signature is null and former.generation_id = ${former.id}
      and former.server_id = target.server_id and former.pack_digest = target.pack_digest and former.signature is not null`.execute(
    tx,
  )
  await sql`update roaming.agent agent set running_id = ${id} from roaming.generation_target target
    where target.generation_id = ${id} and target.signed_id is not null and agent.server_id = target.server_id
      and agent.running_id = ${former.id} and agent.revoked_at is null`.execute(tx)
}

export const BROUGHT_BACK = 'roaming.generation.brought-back'

async function tellOperators(inside: Inside, generation: string): Promise<void> {
  const operators = await inside.tx
    .selectFrom('roaming.operator')
    .select('person_id')
    .where('ended_on', 'is', null)
    .limit(200)
    .execute()
  for (const { person_id } of operators)
    await notifyOnce(inside, {
      to: { subject: person_id },
      template: BROUGHT_BACK,
      ids: { generation },
      once: generation,
    })
}

// Changing a link's shared secret without an outage (G6): a new one beside the old, everybody asks with it, the old one gone.
import { action, personOf, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { secret, type Secret } from '#platform/secrets/index.ts'
import { linkById, rotationOf, type LinkAt, type Rotation } from '../queries/rotation.ts'
import { holdsFor, runsFederation } from '../queries/seeing.ts'
import { SECRET_NAME } from '../rules/model.ts'
import { needsGap, needsWord, obstaclesToFinish, obstaclesToMove, type Phase } from '../rules/rotation.ts'
import type { CredentialState, Slot } from '../rules/words.ts'
import { credentialRef, newWords } from './credentials.ts'
import { exactWords } from './exact-words.ts'
import { holdFederation } from './locking.ts'

/** To change a link's secret: held for the member, or for all. */
export const ROTATE = 'roaming.credential.rotate'
/** To bring a secret that both servers use already. */
export const IMPORT = 'roaming.credential.import'

/** Whether the reader may change this link's secret: its member's, or any for those who run the federation. */
export const mayChangeLink = (
  reader: Pick<Inside, 'may' | 'scopes'>,
  permission: string,
  link: Pick<LinkAt, 'member_id' | 'organisation_id'>,
): boolean =>
  link.member_id === null ? runsFederation(reader, permission) : holdsFor(reader, permission, link)

/** The link, held still with the register; 404 where it is not to be seen, 403 where it is another's. */
async function linkToChange(inside: Inside, linkId: string, permission: string): Promise<LinkAt> {
  await holdFederation(inside)
  await sql`select id from roaming.link where id = ${linkId} for no key update`.execute(inside.tx)
  const link = await linkById(inside, linkId)
  if (!mayChangeLink(inside, permission, link))
    refuse(
      'forbidden',
      'roaming.credential.not-yours',
      'This is for the technical contact of that organisation and for those who run the federation. Ask one of them.',
    )
  return link
}

const WHERE_IT_IS: Readonly<Record<Phase | 'none', string>> = {
  none: 'This link has no secret yet. Make a generation, or bring the one that both servers use.',
  still: 'Its secret is not being changed. Begin with a new one.',
  prepared: 'A new secret waits beside the old one already. Go on with that, or abandon it.',
  moved: 'The old secret is still accepted. Finish that first, or go back to it.',
}

function mustBe(rotation: Rotation, phase: Phase): void {
  if (rotation.phase === phase) return
  refuse('conflict', 'roaming.credential.elsewhere', WHERE_IT_IS[rotation.phase ?? 'none'])
}

/** The step that the reader saw was about this secret; another one means that somebody was quicker. */
function mustBeTheOne(rotation: Rotation, credentialId: string): void {
  if (rotation.other?.id === credentialId) return
  refuse(
    'conflict',
    'roaming.record.stale',
    'Somebody changed this while you were. Look at what it says now, then change it again.',
  )
}

const link = field.id('Link')
const credential = field.id('Secret')

export const beginRotation = action({
  name: 'roaming.credential.rotate',
  title: 'Make a new secret beside the old one',
  permission: ROTATE,
  doors: ['page', 'api', 'command'],
  fields: { link },
  async run(inside, answers) {
    const at = await linkToChange(inside, answers.link, ROTATE)
    const rotation = rotationOf(at)
    mustBe(rotation, 'still')
    const slot = rotation.standing?.slot === 'a' ? 'b' : 'a'
    const id = await keepCredential(inside, at, {
      slot,
      state: 'prepared',
      origin: 'made',
      words: newWords(),
    })
    return {
      subject: at.member_id,
      result: { link: at.id, credential: id },
      facts: { link: at.id, credential: id, slot },
    }
  },
})

const confirmed = field
  .yesNo('Has the administrator of the server that we do not see said that it is done?', {
    hint: 'Only where no program of ours runs beside one of the two servers.',
  })
  .optional()

function mustBeConfirmed({ sides }: Rotation, isConfirmed: boolean | null): void {
  if (!needsWord(sides) || isConfirmed === true) return
  const unseen = [sides.lower, sides.upper].filter((side) => !side.hasAgent).map((side) => side.name)
  invalid('roaming.credential.not-confirmed', [
    {
      field: 'confirmed',
      message: `Nobody here sees what ${unseen.join(' and ')} runs. Ask its administrator, and say yes when it is done`,
    },
  ])
}

const gap = field
  .yesNo('Is a short gap agreed?', {
    hint: 'radsecproxy keeps one secret for each neighbour. From when the first of the two servers takes up the next generation until the second does, no login passes between them',
  })
  .optional()

function mustBeAgreed({ sides }: Rotation, isAgreed: boolean | null): void {
  if (!needsGap(sides) || isAgreed === true) return
  invalid('roaming.credential.gap', [
    {
      field: 'gap',
      message:
        'This secret cannot be changed without a gap of some minutes. Agree a quiet hour with the administrators of both servers, and say yes then',
    },
  ])
}

function mustBeSafe(obstacles: readonly string[]): void {
  if (obstacles.length === 0) return
  refuse(
    'conflict',
    'roaming.credential.not-safe',
    `If this were done now, logins would fail (G6). ${obstacles.join(' ')}`,
  )
}

export const moveRotation = action({
  name: 'roaming.credential.move',
  title: 'Ask with the new secret',
  permission: ROTATE,
  doors: ['page', 'api', 'command'],
  fields: { link, credential, gap, confirmed },
  async run(inside, answers) {
    const at = await linkToChange(inside, answers.link, ROTATE)
    const rotation = rotationOf(at)
    mustBe(rotation, 'prepared')
    mustBeTheOne(rotation, answers.credential)
    mustBeSafe(obstaclesToMove(rotation.sides))
    mustBeAgreed(rotation, answers.gap)
    mustBeConfirmed(rotation, answers.confirmed)
    await changePlaces(inside, rotation)
    return {
      subject: at.member_id,
      result: { link: at.id },
      facts: { link: at.id, credential: answers.credential },
    }
  },
})

export const finishRotation = action({
  name: 'roaming.credential.finish',
  title: 'Take the old secret away',
  permission: ROTATE,
  doors: ['page', 'api', 'command'],
  fields: { link, credential, confirmed },
  async run(inside, answers) {
    const at = await linkToChange(inside, answers.link, ROTATE)
    const rotation = rotationOf(at)
    mustBe(rotation, 'moved')
    mustBeTheOne(rotation, answers.credential)
    mustBeSafe(obstaclesToFinish(rotation.sides))
    mustBeConfirmed(rotation, answers.confirmed)
    await become(inside, answers.credential, 'retired')
    return {
      subject: at.member_id,
      result: { link: at.id },
      facts: { link: at.id, credential: answers.credential },
    }
  },
})

export const abandonRotation = action({
  name: 'roaming.credential.abandon',
  title: 'Go back to the old secret',
  permission: ROTATE,
  doors: ['page', 'api', 'command'],
  fields: { link, credential },
  async run(inside, answers) {
    const at = await linkToChange(inside, answers.link, ROTATE)
    const rotation = rotationOf(at)
    mustBeTheOne(rotation, answers.credential)
    // Before anybody asks with it, it just goes; after that the two change places, and both stay accepted.
    if (rotation.phase === 'prepared') await become(inside, answers.credential, 'retired')
    else await changePlaces(inside, rotation)
    return {
      subject: at.member_id,
      result: { link: at.id },
      facts: { link: at.id, credential: answers.credential },
    }
  },
})

export const importCredential = action({
  name: IMPORT,
  title: 'Bring a secret that both servers know already',
  doors: ['page'],
  fields: {
    link,
    words: exactWords('Shared secret', {
      hint: 'As it stands in both servers. It is kept enciphered and not shown here again.',
    }),
  },
  async run(inside, answers) {
    const at = await linkToChange(inside, answers.link, IMPORT)
    const { phase, standing } = rotationOf(at)
    if (phase === 'prepared' || phase === 'moved')
      refuse('conflict', 'roaming.credential.elsewhere', WHERE_IT_IS[phase])
    const words = secret(answers.words)
    // Nobody has it yet: what we made ourselves makes way. What is in use stays until both know the new one.
    const isFirst = standing === null || !(await isInUse(inside, standing.id))
    if (standing !== null && isFirst) await become(inside, standing.id, 'retired')
    const place = isFirst
      ? ({ slot: 'a', state: 'standing' } as const)
      : ({ slot: standing?.slot === 'a' ? 'b' : 'a', state: 'prepared' } as const)
    const id = await keepCredential(inside, at, { ...place, origin: 'imported', words })
    return {
      subject: at.member_id,
      result: { link: at.id, credential: id, isFirst },
      facts: { link: at.id, credential: id, slot: place.slot },
    }
  },
})

/** Whether anybody could have it: it was shown, proven, or stands in a generation that was published. */
async function isInUse(inside: Inside, credentialId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from roaming.credential credential where credential.id = ${credentialId}
      and (shown_at is not null or lower_proved_at is not null or upper_proved_at is not null or origin = 'imported'
        or exists (select 1 from roaming.generation_target target join roaming.generation generation on generation.id = target.generation_id
          where generation.published_at is not null and target.secrets @> jsonb_build_array(${credentialRef(credentialId)}::text)))`.execute(
    inside.tx,
  )
  return rows.length > 0
}

type Place = {
  readonly slot: Slot
  readonly state: CredentialState
  readonly origin: 'made' | 'imported'
  readonly words: Secret
}

async function keepCredential(inside: Inside, { id: linkId }: LinkAt, place: Place): Promise<string> {
  const { slot, state, origin, words } = place
  const id = inside.id()
  await inside.tx
    .insertInto('roaming.credential')
    .values({
      id,
      link_id: linkId,
      slot,
      state,
      origin,
      made_at: inside.now,
      made_by: personOf(inside),
      live_at: state === 'standing' ? inside.now : null,
    })
    .execute()
  await inside.keepSecret({ owner: credentialRef(id), name: SECRET_NAME, value: words })
  return id
}

/** The other one stands, and what stood is accepted for a while. In this order: one of a link stands at a time. */
async function changePlaces(inside: Inside, { standing, other }: Rotation): Promise<void> {
  if (standing !== null) await become(inside, standing.id, 'retiring')
  if (other !== null) await become(inside, other.id, 'standing')
}

async function become(inside: Inside, id: string, state: 'standing' | 'retiring' | 'retired'): Promise<void> {
  await inside.tx
    .updateTable('roaming.credential')
    .set((row) => ({
      state,
      version: row('version', '+', 1),
      ...(state === 'standing' ? { live_at: inside.now } : {}),
      ...(state === 'retired' ? { retired_at: inside.now } : {}),
    }))
    .where('id', '=', id)
    .execute()
}

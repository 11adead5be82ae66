// What every change of a risk begins with: the record locked, seen and ours to change; and what it leaves in the
// history. Always in one order, register before risk before its parts, so that two changes wait and never block.
import { personOf, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { json, type Selectable } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { currentVersion, type MatrixVersion } from '../queries/matrices.ts'
import { bodiesOf, originOf, type RegisterCard } from '../queries/registers.ts'
import { holdsFor, holdsForRisk, READ, registerSeen, riskSeen } from '../queries/seeing.ts'
import { askedBy, mustApply, reviewOn, type Audience, type BandName } from '../rules.ts'
import type { ChangeKind, RegisterTable, RiskTable } from '../schema.ts'
import { employersOf } from '#modules/organisations/index.ts'

export type LockedRisk = Selectable<RiskTable>
export type LockedRegister = Selectable<RegisterTable>

export const today = (inside: Pick<Inside, 'now'>): Temporal.PlainDate => londonDate(inside.now)

/** The risk, locked, if the reader may see it; the refusal that it is not there. */
export async function lockedRisk(
  inside: Inside,
  id: string,
): Promise<{ risk: LockedRisk; register: RegisterCard }> {
  const risk = await inside.tx
    .selectFrom('risk.risk as risk')
    .selectAll()
    .where('risk.id', '=', id)
    .where(riskSeen(inside))
    .forUpdate()
    .executeTakeFirst()
  if (risk === undefined) return notFound('risk')
  return { risk, register: await originOf(inside, risk.register_id) }
}

/** Holds the register of a risk as it is: who may see it decides what others call the risk (R13). Before the risk is locked. */
export async function holdRegisterOf(inside: Inside, riskId: string): Promise<void> {
  await inside.tx
    .selectFrom('risk.register as register')
    .select('register.id')
    .where('register.id', 'in', (query) =>
      query.selectFrom('risk.risk as risk').select('risk.register_id').where('risk.id', '=', riskId),
    )
    .forNoKeyUpdate()
    .execute()
}

/** The risk, locked, if this permission is held for it. */
export async function riskToChange(
  inside: Inside,
  permission: string,
  id: string,
): Promise<{ risk: LockedRisk; register: RegisterCard }> {
  const found = await lockedRisk(inside, id)
  if (!holdsForRisk(inside, permission, found.risk, found.register)) notYours()
  return found
}

export function notYours(): never {
  refuse(
    'forbidden',
    'risk.risk.not-yours',
    'This is for the owner of the risk and for those who keep its register. Ask one of them.',
  )
}

/** The register, locked, if the reader may see it and this permission is held for it. */
export async function registerToChange(
  inside: Inside,
  permission: string,
  id: string,
): Promise<LockedRegister> {
  const register = await inside.tx
    .selectFrom('risk.register as register')
    .selectAll()
    .where('register.id', '=', id)
    .where(registerSeen(inside))
    .forUpdate()
    .executeTakeFirst()
  if (register === undefined) return notFound('register')
  if (!holdsFor(inside, permission, register))
    refuse(
      'forbidden',
      'risk.register.not-yours',
      'This is for the owner of the register and for those who keep it. Ask one of them.',
    )
  return register
}

export function registerMustBeOpen(register: Pick<LockedRegister, 'name' | 'ended_on'>): void {
  if (register.ended_on !== null)
    refuse('conflict', 'risk.register.closed', `${register.name} is closed. Its record stays as it is.`)
}

/** Refuses a change made against a version that is no longer the newest, and shows what stands there now. */
export const mustBeCurrent = versionCheck('risk.risk.stale')

/** R11: an owner works for the register's body. */
export async function mustBeOfBody(
  inside: Inside,
  register: Pick<LockedRegister, 'partnership_id' | 'organisation_id'>,
  personId: string | null,
  field = 'owner',
): Promise<void> {
  if (personId === null || (await worksForBody(inside, register, personId))) return
  invalid('risk.register.foreign-owner', [
    { field, message: 'Choose somebody who works for the body of this register today' },
  ])
}

/** Whether this person works today for a body whose people may own in the register (R11). */
export async function worksForBody(
  inside: Inside,
  register: Pick<LockedRegister, 'partnership_id' | 'organisation_id'>,
  personId: string,
): Promise<boolean> {
  const bodies = await bodiesOf(inside, register)
  const posts = await employersOf(inside, personId, today(inside))
  return posts.some((post) => bodies.includes(post.organisation_id))
}

/**
 * The risk as a record that others may attach to: an undertaking, a paper. What they attach may be read by more people
 * than the register of a group or of named officers, so there the title stays out of it.
 */
export async function nameSubject(
  inside: Inside,
  risk: { readonly id: string; readonly reference: string; readonly title: string },
  register: { readonly audience: Audience; readonly audience_id: string },
): Promise<void> {
  const isWide = register.audience === 'partners' || register.audience === 'staff'
  await inside.subject({
    id: risk.id,
    module: 'risk',
    noun: 'risk',
    title: isWide ? `${risk.reference} ${risk.title}` : risk.reference,
    audience: keyOf(register.audience_id),
  })
}

/** By which key the readers of a register are known to others: the permission to read, held for its audience. */
export const keyOf = (audienceId: string): string => `${READ}@${audienceId}`

/** Writes into the history of the risk what became of it. */
export async function noteChange(
  inside: Inside,
  riskId: string,
  kind: ChangeKind,
  words: string | null,
  former: Readonly<Record<string, string | null>> | null = null,
): Promise<void> {
  await inside.tx
    .insertInto('risk.change')
    .values({
      id: inside.id(),
      risk_id: riskId,
      kind,
      words,
      former: former === null ? null : json(former),
      made_by_person_id: personOf(inside),
      made_at: inside.now,
    })
    .execute()
}

/** The matrix version an assessment is made on today, or why none can be (R3). */
export async function applyingMatrix(
  inside: Inside,
  register: Pick<RegisterCard, 'matrix_id' | 'matrix_retired_on'>,
  asked: string | null,
): Promise<MatrixVersion> {
  const current = await currentVersion(inside, register.matrix_id)
  mustApply({
    isRetired: register.matrix_retired_on !== null,
    isCurrent: asked === null || asked === current.id,
  })
  return current
}

/** The day of the next review by the band of what remains (R12), or null before there is one. */
export async function nextReview(
  inside: Inside,
  register: Pick<RegisterCard, 'matrix_id'>,
  riskId: string,
): Promise<Temporal.PlainDate | null> {
  const residual = await inside.tx
    .selectFrom('risk.assessment')
    .select('band')
    .where('risk_id', '=', riskId)
    .where('measure', '=', 'residual')
    .where('superseded_at', 'is', null)
    .executeTakeFirst()
  if (residual === undefined) return null
  return reviewAfter(inside, await currentVersion(inside, register.matrix_id), residual.band)
}

export function reviewAfter(inside: Inside, matrix: MatrixVersion, band: BandName): Temporal.PlainDate {
  return reviewOn(today(inside), askedBy(matrix, band)?.reviewMonths ?? 12)
}

export const addressOf = (register: { readonly code: string }, reference: string): string =>
  `/risks/${register.code}/${reference.toLowerCase()}`

type Facts = Readonly<Record<string, string | number | null>>

/** What every change of a risk answers: its reference and where it is read. */
export function doneWith<More extends object = object>(
  risk: LockedRisk,
  register: Pick<RegisterCard, 'code'>,
  facts: Facts,
  more?: More,
) {
  const { id, reference } = risk
  const result = { id, reference, address: addressOf(register, reference), ...more }
  return {
    subject: id,
    result: result as { id: string; reference: string; address: string } & More,
    facts: { reference, ...facts },
  }
}

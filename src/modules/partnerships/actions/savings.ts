// What an arrangement saves: claimed by who keeps it for a financial year, confirmed by somebody else (P13).
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { employersOf } from '#modules/organisations/index.ts'
import { arrangementById, confirmsSavings, type Arrangement } from '../queries/arrangements.ts'
import { claimFaults, mayConfirm } from '../rules/arrangements.ts'
import { lockedArrangement } from './arrangements.ts'

const mustBeCurrent = versionCheck('partnerships.saving.stale', 'saving')

/** Claims what was saved in a year, or corrects a claim that nobody has confirmed yet. */
export const claimSaving = action({
  name: 'partnerships.saving.claim',
  title: 'Claim a saving',
  doors: ['page', 'api', 'command'],
  fields: {
    arrangement: field.id('Arrangement'),
    year: field.integer('Financial year', {
      least: 1990,
      most: 2199,
      hint: 'The year in which it begins, like 2026 for 2026-27',
    }),
    amount: field.money('Saved', { hint: 'By all parties together in that year, in pounds' }),
    note: field.longText('How it was worked out', { most: 1000 }).optional(),
  },
  async run(inside, { arrangement, year, amount, note }) {
    const found = await lockedArrangement(inside, arrangement)
    if (found.as_of_year !== null)
      refuse(
        'conflict',
        'partnerships.saving.history',
        'No saving is claimed for what the papers of an earlier year say. Record the arrangement of today first.',
      )
    const faults = claimFaults(year, found.started_on, londonDate(inside.now))
    if (faults.length > 0) invalid('partnerships.saving.year', faults)
    const claim = { claimed_pence: amount, note, claimed_at: inside.now, claimed_by: personOf(inside) }
    const old = await inside.tx
      .selectFrom('partnerships.saving')
      .selectAll()
      .where('arrangement_id', '=', found.id)
      .where('year_starting', '=', year)
      .forUpdate()
      .executeTakeFirst()
    if (old !== undefined && old.confirmed_pence !== null)
      refuse(
        'conflict',
        'partnerships.saving.confirmed',
        'The saving of that year was confirmed already. Whoever confirms may correct the confirmed sum, with a reason.',
      )
    const id = old?.id ?? inside.id()
    if (old === undefined)
      await inside.tx
        .insertInto('partnerships.saving')
        .values({
          id,
          arrangement_id: found.id,
          year_starting: year,
          ...claim,
          confirmed_pence: null,
          reason: null,
          confirmed_at: null,
          confirmed_by: null,
        })
        .execute()
    else
      await inside.tx
        .updateTable('partnerships.saving')
        .set({ ...claim, version: old.version + 1 })
        .where('id', '=', id)
        .execute()
    return {
      subject: found.id,
      result: { id, arrangement: found.id },
      facts: { saving: id, year, pence: amount, corrected: old !== undefined },
    }
  },
})

/** Confirms what was saved; again, with a reason, to correct it. */
export const confirmSaving = action({
  name: 'partnerships.saving.confirm',
  title: 'Confirm a saving',
  doors: ['page', 'api', 'command'],
  fields: {
    saving: field.id('Saving'),
    amount: field.money('Confirmed', { least: 0n, hint: 'What the accounts bear out, in pounds' }),
    reason: field
      .longText('Reason', {
        most: 1000,
        hint: 'Needed when more is confirmed than was claimed, or a confirmed sum changes',
      })
      .optional(),
    version: field.version(),
  },
  async run(inside, { saving, amount, reason, version }) {
    const found = await inside.tx
      .selectFrom('partnerships.saving')
      .selectAll()
      .where('id', '=', saving)
      .forUpdate()
      .executeTakeFirst()
    if (found === undefined) return notFound('saving')
    const arrangement = await arrangementById(inside, found.arrangement_id)
    if (!confirmsSavings(inside, arrangement))
      refuse(
        'forbidden',
        'partnerships.saving.not-yours',
        'Savings are confirmed by the finance officer of the partnership or the lead of another party. Ask one of them.',
      )
    const claim = {
      claimedBy: found.claimed_by,
      claimedPence: found.claimed_pence,
      confirmedPence: found.confirmed_pence,
    }
    const faults = mayConfirm(claim, { by: personOf(inside), pence: amount, reason })
    if (faults.length > 0) invalid('partnerships.saving.reason', faults)
    await mustBeAnotherBody(inside, arrangement, found.claimed_by)
    mustBeCurrent(found, version, { amount: found.claimed_pence })
    await inside.tx
      .updateTable('partnerships.saving')
      .set({
        confirmed_pence: amount,
        reason,
        confirmed_at: inside.now,
        confirmed_by: personOf(inside),
        version: version + 1,
      })
      .where('id', '=', found.id)
      .execute()
    return {
      subject: arrangement.id,
      result: { id: found.id, arrangement: arrangement.id },
      facts: { saving: found.id, claimed: found.claimed_pence, confirmed: amount },
    }
  },
})

// A colleague's word is no second pair of eyes: unless they keep the accounts of the partnership, who confirms works for another party.
async function mustBeAnotherBody(inside: Inside, one: Arrangement, claimedBy: string | null): Promise<void> {
  const by = personOf(inside)
  const keepsAccounts =
    one.partnership_id !== null &&
    inside.may('partnerships.saving.confirm', { kind: 'partnership', id: one.partnership_id })
  if (by === null || claimedBy === null || keepsAccounts) return
  const today = londonDate(inside.now)
  const claimers = (await employersOf(inside, claimedBy, today)).map((post) => post.organisation_id)
  // The bodies for which they confirm, and no other post of theirs: one elsewhere makes a colleague nobody else.
  const own = one.parties
    .map((party) => party.organisation_id)
    .filter((id) => inside.may('partnerships.saving.confirm', { kind: 'organisation', id }))
  if (own.every((body) => claimers.includes(body)))
    refuse(
      'forbidden',
      'partnerships.saving.same-body',
      'A colleague of yours claimed this saving. A finance officer of the partnership, or the lead of another party, confirms it.',
    )
}

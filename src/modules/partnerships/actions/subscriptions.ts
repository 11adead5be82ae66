// Tiers, and the yearly run that charges every member once.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { financialYearStarting, londonDate } from '#platform/time/index.ts'
import { amountOfYear, maySetAmount, subscriptionFor } from '../rules/subscriptions.ts'
import { membershipsOf, type Partnership } from '../queries/partnerships.ts'
import { tiersOf } from '../queries/subscriptions.ts'
import { lockedPartnership, mustBeOfficer } from './partnerships.ts'

/** Enters a tier, or what it costs from a year on. Refused for a year already charged (P4). */
export const setTier = action({
  name: 'partnerships.tier.set',
  title: 'Set a subscription tier',
  doors: ['page', 'api', 'command'],
  fields: {
    partnership: field.code('Partnership'),
    code: field.code('Code', {
      hint: 'Short name for files, like higher. An existing one sets a new amount for that tier',
    }),
    name: field.text('Name', { most: 80 }),
    fromYear: field.integer('From the financial year', {
      least: 2000,
      most: 2199,
      hint: 'The calendar year it begins in: 2026 for 2026-27',
    }),
    yearly: field.money('Amount for a year', { least: 0n }),
    fundPerMille: field.integer('Share to the fund', {
      least: 0,
      most: 1000,
      hint: 'In thousandths: 400 is 40 %',
    }),
  },
  async run(inside, { partnership, code, name, fromYear, yearly, fundPerMille }) {
    const found = await lockedPartnership(inside, partnership)
    mustBeOfficer(inside, 'partnerships.tier.set', found.id)
    const known = (await tiersOf(inside, found.id)).find((tier) => tier.code === code)
    const tierId = known?.id ?? inside.id()
    if (known === undefined) {
      await inside.tx
        .insertInto('partnerships.tier')
        .values({ id: tierId, partnership_id: found.id, code, name })
        .execute()
    } else {
      const charged = await inside.tx
        .selectFrom('partnerships.charge')
        .select(({ fn }) => fn.max('year_starting').as('year'))
        .where('tier_id', '=', tierId)
        .executeTakeFirst()
      maySetAmount(fromYear, charged?.year ?? null)
      await inside.tx
        .updateTable('partnerships.tier')
        .set({ name, version: known.version + 1 })
        .where('id', '=', tierId)
        .execute()
    }
    await inside.tx
      .insertInto('partnerships.tier_amount')
      .values({
        id: inside.id(),
        tier_id: tierId,
        from_year: fromYear,
        yearly_pence: yearly,
        fund_per_mille: fundPerMille,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['tier_id', 'from_year'])
          .doUpdateSet({ yearly_pence: yearly, fund_per_mille: fundPerMille }),
      )
      .execute()
    return {
      subject: found.id,
      result: { id: tierId, code: found.code },
      facts: { tier: code, fromYear, yearlyPence: yearly, fundPerMille },
    }
  },
})

/**
 * Charges every member for a financial year (P4).
 * In: the partnership and the calendar year the financial year begins in. Out: how many were charged now, and how
 * many had been. Run again it charges only who has joined since. Refused: a member without a tier, a tier without
 * an amount for that year.
 */
export const raiseSubscriptions = action({
  name: 'partnerships.subscription.raise',
  title: 'Raise the year’s subscriptions',
  doors: ['page', 'api', 'command'],
  fields: {
    partnership: field.code('Partnership'),
    year: field.integer('Financial year', {
      least: 2000,
      most: 2199,
      hint: 'The calendar year it begins in: 2026 for 2026-27',
    }),
  },
  async run(inside, { partnership, year }) {
    const found = await lockedPartnership(inside, partnership)
    mustBeOfficer(inside, 'partnerships.subscription.raise', found.id)
    const today = londonDate(inside.now)
    mustNotBeFarAhead(year, today)
    const rows = await chargesDue(inside, found, year, today)
    let raised = 0
    for (const row of rows) {
      const written = await inside.tx
        .insertInto('partnerships.charge')
        .values(row)
        .onConflict((conflict) => conflict.constraint('partnerships_charge_once_a_year').doNothing())
        .executeTakeFirst()
      raised += Number(written.numInsertedOrUpdatedRows ?? 0n)
    }
    const all = await inside.tx
      .selectFrom('partnerships.charge')
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .where('partnership_id', '=', found.id)
      .where('year_starting', '=', year)
      .executeTakeFirstOrThrow()
    const already = Number(all.count) - raised
    return {
      subject: found.id,
      result: { id: found.id, code: found.code, year, raised, already },
      facts: { year, raised, already },
    }
  },
})

async function chargesDue(inside: Inside, partnership: Partnership, year: number, today: Temporal.PlainDate) {
  const tiers = await tiersOf(inside, partnership.id)
  const charged = await inside.tx
    .selectFrom('partnerships.charge')
    .select('member_id')
    .where('partnership_id', '=', partnership.id)
    .where('year_starting', '=', year)
    .execute()
  const done = new Set(charged.map((charge) => charge.member_id))
  const untiered: string[] = []
  const due = []
  for (const member of await membershipsOf(inside, partnership.id)) {
    if (done.has(member.id)) continue
    const tier = tiers.find((one) => one.id === member.tier_id)
    const amount = amountOfYear(
      tier?.amounts.map((one) => ({
        fromYear: one.from_year,
        yearlyPence: one.yearly_pence,
        fundPerMille: one.fund_per_mille,
      })) ?? [],
      year,
    )
    const owed = subscriptionFor(
      { joinedOn: member.joined_on, leftOn: member.left_on },
      year,
      amount?.yearlyPence ?? 0n,
      partnership.part_year,
    )
    if (owed === undefined) continue
    if (tier === undefined || amount === undefined) {
      untiered.push(member.organisation_name)
      continue
    }
    due.push({
      id: inside.id(),
      partnership_id: partnership.id,
      member_id: member.id,
      organisation_id: member.organisation_id,
      year_starting: year,
      tier_id: tier.id,
      months: owed.months,
      amount_pence: owed.amountPence,
      fund_per_mille: amount.fundPerMille,
      due_on: today.add({ days: partnership.payment_days }),
      raised_on: today,
    })
  }
  if (untiered.length > 0) {
    refuse(
      'conflict',
      'partnerships.subscription.no-tier',
      `Nobody was charged, because what these members pay for ${financialYearStarting(year).label} is not set: ${untiered.join(', ')}. Give each a tier, and each tier an amount.`,
      { figures: { members: untiered.length } },
    )
  }
  return due
}

// A year two ahead is a slip of the finger, and its amounts are not agreed yet.
function mustNotBeFarAhead(year: number, today: Temporal.PlainDate): void {
  if (year <= today.year + 1) return
  invalid('partnerships.subscription.far-ahead', [
    {
      field: 'year',
      message: `Financial year must be ${financialYearStarting(today.year + 1).label} or earlier`,
    },
  ])
}

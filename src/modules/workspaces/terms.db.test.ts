// On whose terms: rules with their effect shown, agreements between two sides, allocations that are exact, groups and
// offices, each through its action over a small county.
import assert from 'node:assert/strict'
import { sql, type Db } from '#platform/database/index.ts'
import { duty } from '#platform/module/index.ts'
import { appointToOffice } from '#modules/organisations/index.ts'
import { leavePartnership } from '#modules/partnerships/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { desks, type Desks } from '#test/support/desks.ts'
import {
  acceptAgreement,
  changeAgreement,
  declineAgreement,
  finishAgreements,
  giveNotice,
  offerAgreement,
} from './actions/agreements.ts'
import { addAllocation, changeAllocation } from './actions/allocations.ts'
import { makeBooking } from './actions/booking.ts'
import { changeCircle, createCircle, endCircle } from './actions/circles.ts'
import { appointOfficer, endOfficer } from './actions/officers.ts'
import { endRule, setRule } from './actions/terms.ts'
import { agreementById, agreementsOf, agreementSteps } from './queries/agreements.ts'
import { situationsOf } from './queries/deciding.ts'
import { rulesOf, standingOf } from './queries/terms.ts'
import { workplacesSeen } from './queries/workplaces.ts'
import { reasonsAgainst } from './rules.ts'

const database = countyDatabase()
const code = (expected: string) => ({ code: expected })
const LAPSE = Temporal.PlainDate.from('2026-11-20')

/** Priya leads the County Council, Yusra leads Dover. */
async function led(db: Parameters<typeof desks>[0], options?: Parameters<typeof desks>[1]): Promise<Desks> {
  const at = await desks(db, options)
  for (const [person, organisation] of [
    ['priya', 'kcc'],
    ['yusra', 'dover'],
  ] as const)
    await at.house.operator.perform(appointToOffice, {
      person: at.person[person],
      role: 'organisation-lead',
      organisation: at.organisation[organisation],
    })
  return at
}

const book = (at: Desks, person: keyof Desks['person'], more: Record<string, unknown> = {}) =>
  at.house.as(at.person[person]).perform(makeBooking, {
    places: [at.place['d01']],
    on: '2026-11-23',
    from: '9am',
    until: '12pm',
    ...more,
  })

const ruleAt = (at: Desks, more: Record<string, unknown>) => ({
  site: at.site,
  place: 'site',
  placeId: at.site,
  audience: 'partner',
  ...more,
})

const states = async (db: Db): Promise<string[]> =>
  (
    await sql<{ state: string }>`select state from workspaces.booking order by starts_at, id`.execute(db)
  ).rows.map((row) => row.state)

const drift = async (db: Db): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    with said as (select use ->> 0 as holder, (use ->> 1)::uuid as holder_id, use ->> 4 as per, (use ->> 5)::date as from_on, sum((use ->> 6)::int) as used
      from workspaces.booking, jsonb_array_elements(uses) as use where state in ('held', 'pending', 'confirmed', 'checked-in') group by 1, 2, 3, 4)
    select count(*)::int as count from workspaces.counter counter full join said using (holder, holder_id, per, from_on)
    where coalesce(counter.used, 0) <> coalesce(said.used, 0)`.execute(db)
  return rows[0]!.count
}

database.test(
  'W14: a rule that bookings ahead no longer fit is saved only when it is said what becomes of them',
  async (db) => {
    const at = await led(db)
    const priya = at.house.as(at.person.priya)
    await book(at, 'molly')
    await book(at, 'noor', { places: [at.place['d02']], on: '2026-11-24' })
    await assert.rejects(priya.perform(setRule, ruleAt(at, { weekdays: ['2', '3'] })), {
      code: 'workspaces.rule.affects',
      message: /1 booking ahead does not fit any more: 1 of Dover District Council\. Say what becomes of it/,
    })
    assert.equal((await rulesOf(db, at.site, LAPSE)).length, 0, 'nothing is saved yet')
    const saved = await priya.perform(setRule, ruleAt(at, { weekdays: ['2', '3'], ahead: 'tell' }))
    assert.equal(saved.affected, 1)
    await at.house.drain()
    assert.deepEqual(await states(db.db), ['confirmed', 'confirmed'])
    const mails = await sql<{
      template: string
    }>`select template from platform.notification where template = 'workspaces.rule.met'`.execute(db.db)
    assert.equal(mails.rows.length, 1)
  },
)

database.test('P13: withdrawn is withdrawn, and what was chosen is kept with the rule', async (db) => {
  const at = await led(db)
  await book(at, 'molly')
  const priya = at.house.as(at.person.priya)
  const { id } = await priya.perform(setRule, ruleAt(at, { bookable: 'no', ahead: 'withdraw' }))
  assert.deepEqual(await states(db.db), ['displaced'])
  const { rows } = await sql`select chosen from workspaces.rule_effect where rule_id = ${id}`.execute(db.db)
  assert.deepEqual(rows, [{ chosen: 'withdraw' }])
})

database.test('P13: a lower quota affects those made last', async (db) => {
  const at = await led(db)
  for (const day of ['2026-11-23', '2026-11-24', '2026-11-25']) await book(at, 'molly', { on: day })
  await assert.rejects(
    at.house.as(at.person.priya).perform(setRule, ruleAt(at, { perWeek: '2' })),
    (error: Error) => /1 booking ahead/.test(error.message),
  )
})

database.test(
  'a rule is never changed in place, and a second change against the former one is refused',
  async (db) => {
    const at = await led(db)
    const priya = at.house.as(at.person.priya)
    const first = await priya.perform(setRule, ruleAt(at, { advanceDays: '14' }))
    await assert.rejects(
      priya.perform(setRule, ruleAt(at, { advanceDays: '7' })),
      code('workspaces.record.stale'),
    )
    const second = await priya.perform(setRule, ruleAt(at, { advanceDays: '7', replaces: first.id }))
    assert.notEqual(second.id, first.id)
    const { rows } =
      await sql`select advance_days, ended_at is null as stands from workspaces.rule order by made_at, id`.execute(
        db.db,
      )
    assert.deepEqual(rows, [
      { advance_days: 14, stands: false },
      { advance_days: 7, stands: true },
    ])
    await priya.perform(endRule, { site: at.site, rule: second.id })
    assert.deepEqual(await rulesOf(db, at.site, LAPSE), [])
  },
)

database.test(
  'P1: partners’ staff cannot make rules, and what an administrator changes is marked and told',
  async (db) => {
    const at = await led(db)
    await assert.rejects(
      at.house.as(at.person.molly).perform(setRule, ruleAt(at, { advanceDays: '14' })),
      code('platform.permission.missing'),
    )
    await assert.rejects(
      at.house.as(at.person.yusra).perform(setRule, ruleAt(at, { advanceDays: '14' })),
      code('workspaces.workplace.not-yours'),
    )
    await at.house.operator.perform(appointToOffice, { person: at.person.ravi, role: 'administrator' })
    await at.house.as(at.person.ravi).perform(setRule, ruleAt(at, { advanceDays: '14' }))
    const [rule] = await rulesOf(db, at.site, LAPSE)
    assert.equal(rule?.onBehalf, true)
    await at.house.drain()
    const mails = await sql<{ template: string }>`select template from platform.notification`.execute(db.db)
    assert.deepEqual(
      mails.rows.map((row) => row.template),
      ['workspaces.terms.changed-on-behalf'],
    )
  },
)

database.test('what a rule says must hold together', async (db) => {
  const at = await led(db)
  const priya = at.house.as(at.person.priya)
  for (const [said, expected] of [
    [{ opensAt: '9am', closesAt: '8am' }, 'workspaces.rule.contradicts'],
    [{ leastMinutes: '60', mostMinutes: '30' }, 'workspaces.rule.contradicts'],
    [{}, 'workspaces.rule.says-nothing'],
    [{ advanceDays: '3', audience: 'organisation' }, 'workspaces.rule.audience'],
    [{ advanceDays: '3', audienceId: at.organisation.dover }, 'workspaces.rule.audience'],
    [{ advanceDays: '3', placeId: crypto.randomUUID() }, 'platform.record.not-found'],
  ] as const)
    await assert.rejects(priya.perform(setRule, ruleAt(at, said)), code(expected), JSON.stringify(said))
})

database.test('P2: an offer is accepted by the other side, and only then lets its staff in', async (db) => {
  const at = await led(db, { agreed: false })
  const priya = at.house.as(at.person.priya)
  const yusra = at.house.as(at.person.yusra)
  assert.deepEqual(await workplacesSeen(await at.house.as(at.person.molly).reader()), [])
  const { id, state } = await priya.perform(offerAgreement, {
    site: at.site,
    audience: 'organisation',
    organisation: at.organisation.dover,
    terms: 'Desks for whoever works in Maidstone that day',
    fromOn: '2026-11-20',
    noticeDays: '30',
  })
  assert.equal(state, 'offered')
  const reader = await yusra.reader()
  const [waits] = (await reader.fills(duty, {})).filter((one) => one.href === `/workspaces/agreements/${id}`)
  assert.equal(waits?.step, 'Read the terms and answer')
  await assert.rejects(
    priya.perform(acceptAgreement, { agreement: id, version: '1' }),
    code('workspaces.agreement.not-yours'),
  )
  await assert.rejects(
    at.house.as(at.person.noor).perform(acceptAgreement, { agreement: id, version: '1' }),
    code('platform.permission.missing'),
  )
  await yusra.perform(acceptAgreement, { agreement: id, version: '1' })
  await assert.rejects(
    yusra.perform(acceptAgreement, { agreement: id, version: '1' }),
    code('workspaces.record.stale'),
  )
  await assert.rejects(
    yusra.perform(acceptAgreement, { agreement: id, version: '2' }),
    code('workspaces.agreement.answered'),
  )
  assert.equal((await workplacesSeen(await at.house.as(at.person.molly).reader())).length, 1)
  assert.equal((await agreementsOf(await at.house.as(at.person.molly).reader(), { side: 'taken' })).length, 1)
  assert.deepEqual(await agreementsOf(await at.house.as(at.person.noor).reader()), [])
  await assert.rejects(
    agreementById(await at.house.as(at.person.noor).reader(), id),
    code('platform.record.not-found'),
  )
  assert.deepEqual(
    (await agreementSteps(db, id)).map((one) => [one.step, one.organisation_name]),
    [
      ['offered', 'Kent County Council'],
      ['accepted', 'Dover District Council'],
    ],
  )
})

database.test(
  'P2: changed terms wait for the other side, and what stood goes on standing until then',
  async (db) => {
    const at = await led(db, { agreed: false })
    const priya = at.house.as(at.person.priya)
    const yusra = at.house.as(at.person.yusra)
    const { id } = await priya.perform(offerAgreement, {
      site: at.site,
      audience: 'organisation',
      organisation: at.organisation.dover,
      terms: 'As it is',
      fromOn: '2026-11-20',
      noticeDays: '30',
    })
    await yusra.perform(acceptAgreement, { agreement: id, version: '1' })
    await priya.perform(changeAgreement, {
      agreement: id,
      terms: 'Otherwise',
      noticeDays: '10',
      version: '2',
    })
    const between = await agreementById(await yusra.reader(), id)
    assert.deepEqual(
      [between.terms, between.proposed_terms, between.state],
      ['As it is', 'Otherwise', 'standing'],
    )
    await yusra.perform(declineAgreement, { agreement: id, version: '3' })
    assert.equal((await agreementById(await yusra.reader(), id)).terms, 'As it is')
    await priya.perform(changeAgreement, {
      agreement: id,
      terms: 'Otherwise',
      noticeDays: '10',
      version: '4',
    })
    await yusra.perform(acceptAgreement, { agreement: id, version: '5' })
    const after = await agreementById(await yusra.reader(), id)
    assert.deepEqual([after.terms, after.notice_days, after.proposed_at], ['Otherwise', 10, null])
  },
)

database.test(
  'P12: notice is kept, what is booked after the last day is withdrawn, and the day ends it',
  async (db) => {
    const at = await led(db, { agreed: false })
    const priya = at.house.as(at.person.priya)
    const yusra = at.house.as(at.person.yusra)
    const { id } = await priya.perform(offerAgreement, {
      site: at.site,
      audience: 'organisation',
      organisation: at.organisation.dover,
      terms: 'As it is',
      fromOn: '2026-11-20',
      noticeDays: '7',
    })
    await yusra.perform(acceptAgreement, { agreement: id, version: '1' })
    await book(at, 'molly', { on: '2026-11-26' })
    await book(at, 'molly', { on: '2026-12-02' })
    const notice = { agreement: id, because: 'We have moved', version: '2' }
    await assert.rejects(yusra.perform(giveNotice, { ...notice, endsOn: '2026-11-26' }), {
      message: /27 November 2026 or later: the notice agreed is 7 days/,
    })
    await assert.rejects(yusra.perform(giveNotice, { ...notice, endsOn: '2026-11-27' }), {
      code: 'workspaces.booking.ahead',
      message: /1 booking ahead is let in by nothing else/,
    })
    const given = await yusra.perform(giveNotice, { ...notice, endsOn: '2026-11-27', ahead: 'withdraw' })
    assert.equal(given.stranded, 1)
    assert.deepEqual(await states(db.db), ['confirmed', 'displaced'])
    at.house.clock.set?.('2026-11-28T10:00:00Z')
    await sql`update workspaces.agreement set ends_on = '2026-11-19', from_on = '2026-11-01' where id = ${id}`.execute(
      db.db,
    )
    await at.house.system.perform(finishAgreements, {})
    assert.equal((await agreementById(await yusra.reader(), id)).state, 'ended')
  },
)

database.test(
  'what stands for all partners is left by a member with the partnership, and its bookings with it',
  async (db) => {
    const at = await led(db)
    await book(at, 'molly', { on: '2026-12-10' })
    await book(at, 'noor', { on: '2026-12-10', places: [at.place['d02']] })
    const member = await sql<{
      id: string
    }>`select id from partnerships.member where organisation_id = ${at.organisation.dover}`.execute(db.db)
    await at.house.operator.perform(leavePartnership, {
      member: member.rows[0]!.id,
      leftOn: '2026-11-30',
      version: '1',
    })
    await at.house.drain()
    assert.deepEqual((await states(db.db)).toSorted(), ['confirmed', 'displaced'])
  },
)

database.test('P5: nobody is promised a place that is not there', async (db) => {
  const at = await led(db, { count: 4 })
  const priya = at.house.as(at.person.priya)
  const keep = {
    site: at.site,
    where: at.zone,
    kind: 'desk',
    form: 'keeps',
    audience: 'organisation',
    organisation: at.organisation.dover,
    amount: '3',
    unit: 'places',
    per: 'day',
    horizonWorkingDays: '2',
    fromOn: '2026-11-20',
  }
  const { id } = await priya.perform(addAllocation, keep)
  await assert.rejects(
    priya.perform(addAllocation, { ...keep, organisation: at.organisation.swale, amount: '2' }),
    {
      message: /Zone A has 4 desks for everybody, and keeps 3 for Dover District Council\. Keep at most 1/,
    },
  )
  await assert.rejects(
    priya.perform(addAllocation, {
      ...keep,
      where: at.floor,
      organisation: at.organisation.swale,
      amount: '1',
    }),
    code('workspaces.allocation.other-level'),
  )
  await assert.rejects(priya.perform(addAllocation, keep), code('workspaces.allocation.already'))
  await assert.rejects(
    priya.perform(changeAllocation, {
      site: at.site,
      allocation: id,
      amount: '5',
      horizonWorkingDays: '2',
      version: '1',
    }),
    code('workspaces.allocation.too-many'),
  )
  await priya.perform(changeAllocation, {
    site: at.site,
    allocation: id,
    amount: '4',
    horizonWorkingDays: '2',
    version: '1',
  })
})

database.test(
  'W13: an allocation counts what is booked already, keeps what it promises, and its counters do not drift',
  async (db) => {
    const at = await led(db, { count: 3 })
    const priya = at.house.as(at.person.priya)
    const day = { on: '2026-12-01' }
    await book(at, 'noor', day)
    await priya.perform(addAllocation, {
      site: at.site,
      where: at.zone,
      kind: 'desk',
      form: 'keeps',
      audience: 'organisation',
      organisation: at.organisation.dover,
      amount: '1',
      unit: 'places',
      per: 'day',
      horizonWorkingDays: '2',
      fromOn: '2026-11-20',
    })
    assert.equal(await drift(db.db), 0)
    await book(at, 'noor', { ...day, places: [at.place['d02']] })
    await assert.rejects(
      book(at, 'noor', { ...day, places: [at.place['d03']] }),
      code('workspaces.booking.kept'),
    )
    await book(at, 'molly', { ...day, places: [at.place['d03']] })
    assert.equal(await drift(db.db), 0)
  },
)

database.test('W13: what is kept and used is kept no more: the rest is everybody’s', async (db) => {
  const at = await led(db, { count: 3 })
  const day = { on: '2026-12-01' }
  await at.house.as(at.person.priya).perform(addAllocation, {
    site: at.site,
    where: at.floor,
    kind: 'desk',
    form: 'keeps',
    audience: 'organisation',
    organisation: at.organisation.dover,
    amount: '1',
    unit: 'places',
    per: 'day',
    horizonWorkingDays: '2',
    fromOn: '2026-11-20',
  })
  await book(at, 'molly', day)
  await book(at, 'noor', { ...day, places: [at.place['d02']] })
  await book(at, 'ravi', { ...day, places: [at.place['d03']] })
  assert.equal(await drift(db.db), 0)
})

database.test('P4: a quota counts what is booked already', async (db) => {
  const at = await led(db)
  await book(at, 'molly', { until: '10am' })
  await at.house.as(at.person.priya).perform(setRule, ruleAt(at, { perDay: '2' }))
  assert.equal(await drift(db.db), 0)
  await book(at, 'molly', { from: '10am', until: '11am' })
  await assert.rejects(book(at, 'molly', { from: '11am' }), code('workspaces.booking.quota'))
})

database.test('P5: a limit of a body counts what it has booked already', async (db) => {
  const at = await led(db)
  await book(at, 'molly')
  await book(at, 'yusra', { places: [at.place['d03']] })
  await at.house.as(at.person.priya).perform(addAllocation, {
    site: at.site,
    where: at.site,
    kind: 'desk',
    form: 'limits',
    audience: 'organisation',
    organisation: at.organisation.dover,
    amount: '2',
    unit: 'places',
    per: 'day',
    fromOn: '2026-11-20',
  })
  await assert.rejects(book(at, 'yusra', { places: [at.place['d02']] }), code('workspaces.booking.limit'))
  assert.equal(await drift(db.db), 0)
})

database.test(
  'P3: a group of partners has its own terms, and loses what it let in with the group',
  async (db) => {
    const at = await led(db, { agreed: false })
    const priya = at.house.as(at.person.priya)
    const circle = await priya.perform(createCircle, {
      site: at.site,
      name: 'Coast',
      members: [at.organisation.dover, at.organisation.swale],
    })
    await assert.rejects(
      priya.perform(createCircle, { site: at.site, name: 'coast', members: [at.organisation.dover] }),
      code('workspaces.circle.name-taken'),
    )
    const agreement = await priya.perform(offerAgreement, {
      site: at.site,
      audience: 'circle',
      circle: circle.id,
      terms: 'All on the coast',
      fromOn: '2026-11-20',
      noticeDays: '0',
    })
    assert.equal(agreement.state, 'standing')
    await priya.perform(setRule, ruleAt(at, { audience: 'circle', audienceId: circle.id, advanceDays: '60' }))
    const span = {
      startsAt: Temporal.Instant.from('2027-01-12T09:00:00Z'),
      endsAt: Temporal.Instant.from('2027-01-12T12:00:00Z'),
    }
    const [situation] = await situationsOf(db, {
      resourceIds: [at.place['d01']!],
      organisationId: at.organisation.dover,
      personId: at.person.molly,
      ...span,
    })
    assert.equal(situation?.terms.advanceDays.value, 60)
    assert.deepEqual(
      reasonsAgainst(situation!, { ...span, now: at.house.clock.now(), people: 1, as: 'booker' }),
      [],
    )
    const standing = await standingOf(db, {
      siteId: at.site,
      ownerId: at.organisation.kcc,
      organisationId: at.organisation.dover,
      on: LAPSE,
    })
    assert.deepEqual([standing.isPartner, standing.circleIds], [true, [circle.id]])
    await book(at, 'molly')
    await assert.rejects(
      priya.perform(endCircle, { site: at.site, circle: circle.id, version: '1' }),
      code('workspaces.circle.in-use'),
    )
    const change = {
      site: at.site,
      circle: circle.id,
      name: 'Coast',
      members: [at.organisation.swale],
      version: '1',
    }
    await assert.rejects(priya.perform(changeCircle, change), code('workspaces.booking.ahead'))
    await priya.perform(changeCircle, { ...change, ahead: 'withdraw' })
    assert.deepEqual(await states(db.db), ['displaced'])
  },
)

database.test(
  'P1: offices are held by the owner’s own staff, and somebody who manages one site appoints for it only',
  async (db) => {
    const at = await led(db)
    const priya = at.house.as(at.person.priya)
    const office = { site: at.site, person: at.person.ravi, role: 'manager', everywhere: 'no' }
    const { id } = await priya.perform(appointOfficer, office)
    await assert.rejects(priya.perform(appointOfficer, office), code('workspaces.officer.already'))
    await assert.rejects(
      priya.perform(appointOfficer, { ...office, person: at.person.molly }),
      code('workspaces.officer.not-of-owner'),
    )
    const ravi = at.house.as(at.person.ravi)
    await assert.rejects(
      ravi.perform(appointOfficer, { ...office, person: at.person.marcus, everywhere: 'yes' }),
      code('workspaces.officer.not-everywhere'),
    )
    await ravi.perform(appointOfficer, { ...office, person: at.person.marcus, role: 'reception' })
    await priya.perform(endOfficer, { site: at.site, officer: id })
    await assert.rejects(
      ravi.perform(setRule, ruleAt(at, { advanceDays: '3' })),
      code('platform.permission.missing'),
    )
  },
)

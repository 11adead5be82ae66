// Kinds of plan, lists, plans and their parts through their actions, over a database undone after each test.
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { addMember, createGroup, groupPage } from '#modules/groups/index.ts'
import { recordLeaver } from '#modules/organisations/index.ts'
import {
  appointOfficer as appointPartnershipOfficer,
  createPartnership,
} from '#modules/partnerships/index.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { duty } from '#platform/module/index.ts'
import { forgetLeaver, undeclaredReferences } from '#platform/personal/index.ts'
import { countyDatabase, county, type County } from '#test/support/county.ts'
import { everyModule } from '#test/support/fund.ts'
import type { TestHouse } from '#test/support/house.ts'
import {
  addOutcome,
  addUnit,
  appointOfficer,
  editOutcome,
  editUnit,
  endOfficer,
  writeSection,
} from './actions/parts.ts'
import { approvePlan, closePlan, createPlan, editPlan } from './actions/plans.ts'
import { beginPolicy, endPolicy } from './actions/policies.ts'
import {
  addCodelist,
  addTemplate,
  retireTemplate,
  reviseCodelist,
  reviseTemplate,
} from './actions/templates.ts'
import { listPlans, readPlan } from './declared.ts'
import { outcomesShown, policiesOf, sectionsOf, unitsShown } from './queries/contents.ts'
import { codelistOn, planByCode } from './queries/plans.ts'
import { listByCode, templateByCode, templateVersionsOf } from './queries/templates.ts'
import { personal } from './personal.ts'
import {
  entriesFromLines,
  LATE_END,
  linesOfEntries,
  linesOfSections,
  sectionsFromLines,
  settledCode,
  templateFaults,
} from './rules.ts'

const database = countyDatabase()
const code = (expected: string) => ({ code: expected })

type Kept = County & { readonly house: TestHouse; readonly plan: string }

/** A draft of the partnership's, begun by Priya, its officer; Helena, Ravi and Molly work for partners, Basil for none. */
async function draft(db: Pick<Database, 'db'>, more: Readonly<Record<string, unknown>> = {}): Promise<Kept> {
  const at = await county(db)
  const house = everyModule(db)
  await house.operator.perform(appointPartnershipOfficer, {
    partnership: 'kent-connects',
    person: at.person.priya,
    role: 'partnership-officer',
  })
  const template = await kind({ ...at, house, plan: '' }, 'strategy')
  const made = await house.as(at.person.priya).perform(createPlan, {
    template,
    code: 'digital',
    title: 'Digital strategy',
    partnership: at.partnership,
    fromOn: '2026-04-01',
    untilOn: '2029-03-31',
    audience: 'partners',
    ...more,
  })
  return { ...at, house, plan: made.id }
}

const kind = async (at: Kept, name: string): Promise<string> =>
  (await templateByCode(await at.house.operator.reader(), name)).id

const priya = (at: Kept) => at.house.as(at.person.priya)

/** The same, with what a strategy needs, approved. */
async function approved(
  db: Pick<Database, 'db'>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Kept> {
  const at = await draft(db, more)
  await priya(at).perform(writeSection, {
    plan: at.plan,
    section: 'vision',
    words: 'Every service joined up',
  })
  await priya(at).perform(addOutcome, { plan: at.plan, title: 'People sign in once' })
  await priya(at).perform(approvePlan, {
    plan: at.plan,
    approvedOn: '2026-03-25',
    approvedBy: 'Leadership Group',
    version: '1',
  })
  return at
}

const seenBy = async (at: Kept, person: string | undefined, plan = 'digital') => {
  const reader = await (person === undefined ? at.house.visitor : at.house.as(person)).reader()
  return planByCode(reader, plan).then(
    (found) => found.state,
    (error: { code: string }) => error.code,
  )
}

const GONE = 'platform.record.not-found'

database.test('the kinds of plan and the lists that every installation begins with are sound', async (db) => {
  const reader = await everyModule(db).operator.reader()
  const codes = [
    'strategic-delivery-plan',
    'annual-operating-plan',
    'outcome-agreement',
    'covenant-action-plan',
    'strategy',
  ]
  for (const one of codes) {
    const [newest] = await templateVersionsOf(reader, (await templateByCode(reader, one)).id)
    assert.ok(newest)
    const read = sectionsFromLines(linesOfSections(newest.content.sections))
    assert.deepEqual(read, { found: newest.content.sections, faults: [] }, one)
    assert.deepEqual(templateFaults(newest.content), [], one)
    for (const list of Object.values(newest.content.lists)) await listByCode(reader, list)
  }
  for (const one of ['kent-issues', 'deca', 'boards-kent', 'milestones-kent']) {
    const { entries } = await codelistOn(reader, one, Temporal.PlainDate.from('2019-07-01'))
    assert.deepEqual(entriesFromLines(linesOfEntries(entries)), { found: entries, faults: [] }, one)
  }
  const { entries } = await codelistOn(reader, 'kent-issues', Temporal.PlainDate.from('2019-07-01'))
  assert.equal(entries.length, 10, 'the eleventh option of the form is not known')
  assert.equal(settledCode(entries, 'Financial Benefits'), null, 'D6: asked about, never guessed')
  assert.equal(settledCode(entries, 'stakeholder relationships'), 'stakeholders')
  assert.equal((await codelistOn(reader, 'deca', Temporal.PlainDate.from('2026-01-01'))).entries.length, 12)
})

database.test('a draft is seen by those who keep it, and by nobody it is for', async (db) => {
  const at = await draft(db)
  assert.equal(await seenBy(at, at.person.priya), 'draft')
  for (const person of [at.person.helena, at.person.basil, undefined])
    assert.equal(await seenBy(at, person), GONE)
  await assert.rejects(
    priya(at).perform(createPlan, {
      template: await kind(at, 'strategy'),
      code: 'digital',
      title: 'Another',
      partnership: at.partnership,
      fromOn: '2026-04-01',
      untilOn: '2027-03-31',
      audience: 'partners',
    }),
    code('delivery.plan.code-taken'),
  )
  await priya(at).perform(appointOfficer, { plan: at.plan, person: at.person.ravi })
  assert.equal(await seenBy(at, at.person.ravi), 'draft', 'its officer keeps it')
})

database.test('an approved plan is seen by its audience; a public one by everybody', async (db) => {
  const at = await approved(db)
  assert.equal(await seenBy(at, at.person.helena), 'approved')
  assert.equal(await seenBy(at, at.person.basil), GONE)
  assert.equal(await seenBy(at, undefined), GONE)
  const known = async () =>
    (
      await sql<{
        audience: string
      }>`select distinct audience from platform.subject where module = 'delivery'`.execute(db.db)
    ).rows.map((one) => one.audience)
  assert.deepEqual(await known(), [`delivery.plan.read@${at.partnership}`], 'and so are its outcomes')
  const plan = await planByCode(await priya(at).reader(), 'digital')
  await priya(at).perform(editPlan, {
    plan: at.plan,
    title: 'Digital strategy for Kent',
    fromOn: '2026-04-01',
    untilOn: '2029-03-31',
    audience: 'public',
    version: plan.version,
  })
  assert.equal(await seenBy(at, undefined), 'approved')
  assert.deepEqual(await known(), ['public'])
  const listed = await at.house.visitor.ask(listPlans, {})
  assert.deepEqual(
    listed.rows.map((one) => one.title),
    ['Digital strategy for Kent'],
  )
})

database.test(
  'a plan for a group is seen by its members, and only a group of its partnership may be named',
  async (db) => {
    const at = await county(db)
    await everyModule(db).operator.perform(addMember, {
      group: at.gis,
      person: at.person.molly,
      startedOn: '2026-04-01',
    })
    const kept = await approved(db, { audience: 'group', group: at.gis })
    assert.equal(await seenBy(kept, kept.person.molly), 'approved')
    assert.equal(await seenBy(kept, kept.person.noor), GONE)
    const onGroup = async (person: string) => {
      const place = { groupId: at.gis, code: 'gis', partnershipId: at.partnership, decides: false }
      const parts = await (await kept.house.as(person).reader()).fills(groupPage, place)
      return parts.some((one) => one.title === 'Delivery plans')
    }
    assert.deepEqual([await onGroup(kept.person.molly), await onGroup(kept.person.noor)], [true, false])
    const begin = async (group: string) =>
      priya(kept).perform(createPlan, {
        template: await kind(kept, 'strategy'),
        code: 'other',
        title: 'Another',
        partnership: kept.partnership,
        group,
        fromOn: '2026-04-01',
        untilOn: '2027-03-31',
        audience: 'group',
      })
    await assert.rejects(begin(''), code('delivery.plan.no-such-audience'))
    const { operator } = kept.house
    const partnership = await operator.perform(createPartnership, {
      code: 'estates',
      name: 'Estates',
      kind: 'technology',
      purpose: 'Buildings',
    })
    const foreign = await operator.perform(createGroup, {
      partnership: partnership.id,
      code: 'estates',
      name: 'Estates group',
      access: 'open',
      cadence: 'quarterly',
    })
    await assert.rejects(begin(foreign.id), code('delivery.plan.foreign-group'))
  },
)

database.test(
  'whoever may read a plan and not keep it is refused; a stranger is told of nothing',
  async (db) => {
    const at = await approved(db)
    const change = { plan: at.plan, section: 'vision', words: 'Mine', version: '1' }
    await assert.rejects(at.house.as(at.person.helena).perform(writeSection, change), { kind: 'forbidden' })
    await assert.rejects(at.house.as(at.person.basil).perform(writeSection, change), { kind: 'forbidden' })
    await priya(at).perform(appointOfficer, { plan: at.plan, person: at.person.ravi })
    const other = await at.house.operator.perform(createPlan, {
      template: await kind(at, 'strategy'),
      code: 'swale',
      title: 'Strategy of Swale',
      organisation: at.organisation.swale,
      fromOn: '2026-04-01',
      untilOn: '2027-03-31',
      audience: 'staff',
    })
    await assert.rejects(
      at.house.as(at.person.ravi).perform(writeSection, { ...change, plan: other.id }),
      code(GONE),
    )
    await assert.rejects(
      at.house.as(at.person.marcus).perform(createPlan, {
        template: await kind(at, 'strategy'),
        code: 'mine',
        title: 'Mine',
        organisation: at.organisation.kcc,
        fromOn: '2026-04-01',
        untilOn: '2027-03-31',
        audience: 'staff',
      }),
      { kind: 'forbidden' },
    )
  },
)

database.test('a plan belongs to one body and ends after it begins', async (db) => {
  const at = await draft(db)
  const begin = async (more: Readonly<Record<string, unknown>>) =>
    at.house.operator.perform(createPlan, {
      template: await kind(at, 'strategy'),
      code: 'another',
      title: 'Another',
      fromOn: '2026-04-01',
      untilOn: '2027-03-31',
      audience: 'partners',
      partnership: at.partnership,
      ...more,
    })
  await assert.rejects(begin({ organisation: at.organisation.kcc }), code('delivery.plan.whose'))
  await assert.rejects(begin({ untilOn: '2026-04-01' }), code('delivery.plan.ends-before-it-begins'))
  await assert.rejects(begin({ code: 'templates' }), code('delivery.plan.code-taken'))
  await assert.rejects(begin({ audience: 'staff' }), code('delivery.plan.no-such-audience'))
})

database.test('a plan that lacks something is not approved, and the refusal says what', async (db) => {
  const at = await draft(db)
  const covenant = await priya(at).perform(createPlan, {
    template: await kind(at, 'covenant-action-plan'),
    code: 'covenant',
    title: 'Covenant',
    partnership: at.partnership,
    fromOn: '2026-04-01',
    untilOn: '2027-03-31',
    audience: 'partners',
  })
  const approve = (plan: string, on = '2026-03-25') =>
    priya(at).perform(approvePlan, { plan, approvedOn: on, approvedBy: 'The group', version: '1' })
  await assert.rejects(approve(covenant.id), {
    code: 'delivery.plan.not-complete',
    message: /Write the section “Our pledge”\. Add the first theme\. Add the first action\./,
  })
  await priya(at).perform(addOutcome, { plan: at.plan, title: 'People sign in once' })
  await assert.rejects(approve(at.plan, '2026-12-01'), code('delivery.plan.approved-in-the-future'))
  await approve(at.plan)
  await assert.rejects(approve(at.plan), code('delivery.plan.not-draft'))
})

database.test('a section is written once and changed against what it says now', async (db) => {
  const at = await draft(db)
  const write = (words: string, version?: string) =>
    priya(at).perform(writeSection, {
      plan: at.plan,
      section: 'vision',
      words,
      ...(version ? { version } : {}),
    })
  await write('First')
  await assert.rejects(write('Second'), {
    code: 'delivery.plan.stale',
    current: { words: 'First', version: 1 },
  })
  await write('Second', '1')
  assert.equal((await sectionsOf(db, at.plan)).get('vision')?.words, 'Second')
  await assert.rejects(
    priya(at).perform(writeSection, { plan: at.plan, section: 'outcomes', words: 'No' }),
    code(GONE),
  )
})

database.test(
  'outcomes are numbered, changed against their version, and never twice one number',
  async (db) => {
    const at = await draft(db)
    const add = (more: Readonly<Record<string, unknown>>) =>
      priya(at).perform(addOutcome, { plan: at.plan, title: 'Another', ...more })
    assert.equal((await add({})).number, 1)
    assert.equal((await add({ number: '0', enabling: 'yes' })).number, 0)
    assert.equal((await add({})).number, 2)
    await assert.rejects(add({ number: '2' }), code('delivery.outcome.number-taken'))
    await assert.rejects(add({ lead: at.person.basil }), code('delivery.plan.foreign-person'))
    const [first, , enabling] = await outcomesShown(db, at.plan)
    assert.equal(enabling?.number, 0, 'the enabling part stands last')
    const edit = (version: string) =>
      priya(at).perform(editOutcome, {
        outcome: first?.id,
        title: 'Changed',
        block: 'Safer',
        target: '5% fewer',
        reward: '£1 million',
        lead: at.person.molly,
        version,
      })
    await edit('1')
    await assert.rejects(edit('1'), code('delivery.plan.stale'))
    const [changed] = await outcomesShown(db, at.plan)
    assert.deepEqual(
      [changed?.title, changed?.target, changed?.lead_name],
      ['Changed', '5% fewer', 'Molly Gridref'],
    )
  },
)

database.test('units have directors, officers come and go', async (db) => {
  const at = await draft(db)
  const made = await priya(at).perform(addUnit, {
    plan: at.plan,
    code: 'get',
    name: 'Growth',
    director: at.person.helena,
  })
  await assert.rejects(
    priya(at).perform(addUnit, { plan: at.plan, code: 'get', name: 'Again' }),
    code('delivery.unit.code-taken'),
  )
  await priya(at).perform(editUnit, {
    unit: made.id,
    name: 'Growth and environment',
    director: '',
    version: '1',
  })
  const [unit] = await unitsShown(db, at.plan)
  assert.deepEqual([unit?.name, unit?.director_name, unit?.version], ['Growth and environment', null, 2])
  const officer = await priya(at).perform(appointOfficer, { plan: at.plan, person: at.person.ravi })
  await assert.rejects(
    priya(at).perform(appointOfficer, { plan: at.plan, person: at.person.ravi }),
    code('delivery.officer.already'),
  )
  await priya(at).perform(endOfficer, { plan: at.plan, officer: officer.id })
  assert.equal(await seenBy(at, at.person.ravi), GONE)
})

async function round(db: Pick<Database, 'db'>, plan: string, from: string, state: string): Promise<void> {
  const id = randomUUIDv7()
  await sql`insert into platform.subject (id, module, noun, title, audience) values (${id}, 'delivery', 'round', 'Quarter', 'staff')`.execute(
    db.db,
  )
  await sql`insert into delivery.round (id, plan_id, code, title, period_from, period_until, state, is_imported)
    values (${id}, ${plan}, ${from}, 'Quarter 2', ${from}, ${Temporal.PlainDate.from(from).add({ months: 3 }).toString()}, ${state}, true)`.execute(
    db.db,
  )
}

database.test('V16: a rule begins and ends only after what is frozen, and stands once', async (db) => {
  const at = await approved(db)
  await round(db, at.plan, '2026-07-01', 'frozen')
  const begin = (appliesFrom: string) =>
    priya(at).perform(beginPolicy, {
      plan: at.plan,
      rule: LATE_END,
      appliesFrom,
      words: 'Corporate Board, 3 September',
    })
  await assert.rejects(begin('2026-07-01'), {
    code: 'delivery.policy.reaches-back',
    message: /Quarter 2 is frozen .* a day after 1 July 2026/,
  })
  const { id } = await begin('2026-10-01')
  await assert.rejects(begin('2027-01-01'), code('delivery.policy.stands-already'))
  const end = (endedOn: string) => priya(at).perform(endPolicy, { policy: id, endedOn })
  await assert.rejects(end('2026-06-01'), code('delivery.policy.reaches-back'))
  await end('2027-04-01')
  await assert.rejects(end('2027-04-01'), code('delivery.policy.ended'))
  await assert.rejects(begin('2026-10-01'), code('delivery.policy.twice'))
  const [policy] = await policiesOf(db, at.plan)
  assert.deepEqual(
    [policy?.applies_from.toString(), policy?.ended_on?.toString()],
    ['2026-10-01', '2027-04-01'],
  )
})

database.test('a plan is closed once nothing is unfinished, and then stays as it is', async (db) => {
  const at = await draft(db)
  const close = (version: string) => priya(at).perform(closePlan, { plan: at.plan, version })
  await assert.rejects(close('1'), code('delivery.plan.not-approved'))
  await priya(at).perform(addOutcome, { plan: at.plan, title: 'People sign in once' })
  await priya(at).perform(approvePlan, {
    plan: at.plan,
    approvedOn: '2026-03-25',
    approvedBy: 'Us',
    version: '1',
  })
  await round(db, at.plan, '2026-07-01', 'closed')
  await assert.rejects(close('2'), code('delivery.plan.round-unfinished'))
  await sql`update delivery.round set state = 'frozen'`.execute(db.db)
  await close('2')
  await assert.rejects(
    priya(at).perform(addOutcome, { plan: at.plan, title: 'Too late' }),
    code('delivery.plan.closed'),
  )
  assert.equal(await seenBy(at, at.person.helena), 'closed')
})

const SECTIONS = 'aims | Aims | What for | words, required\noutcomes | Outcomes | | outcomes'

const answersOf = async (at: Kept, sections: string) => {
  const reader = await at.house.operator.reader()
  const id = async (list: string) => (await listByCode(reader, list)).id
  return {
    outcome: 'aim',
    outcomes: 'aims',
    activity: 'step',
    activities: 'steps',
    sections,
    issues: await id('kent-issues'),
    boards: await id('boards-kent'),
    milestones: await id('milestones-kent'),
    rounds: 'no',
    boardsAsked: 'no',
    blocks: 'no',
    targets: 'no',
  }
}

database.test('V17: a new version of a kind of plan leaves the plans made before as they are', async (db) => {
  const at = await draft(db)
  const { operator } = at.house
  const answers = await answersOf(at, SECTIONS)
  const added = await operator.perform(addTemplate, {
    code: 'service-plan',
    name: 'Service plan',
    ...answers,
  })
  const begin = (name: string) =>
    operator.perform(createPlan, {
      template: added.id,
      code: name,
      title: name,
      partnership: at.partnership,
      fromOn: '2026-04-01',
      untilOn: '2027-03-31',
      audience: 'partners',
    })
  await begin('before')
  const revise = (fromOn: string, version: string) =>
    operator.perform(reviseTemplate, {
      template: added.id,
      fromOn,
      ...answers,
      sections: `${SECTIONS}\nsteps | Steps | | activities`,
      version,
    })
  await assert.rejects(revise('2026-11-19', '1'), code('delivery.template.reaches-back'))
  await revise('2026-11-20', '1')
  await assert.rejects(revise('2026-11-20', '1'), code('delivery.template.stale'))
  await begin('after')
  await revise('2027-04-01', '2')
  await begin('today')
  const reader = await operator.reader()
  const sections = async (plan: string) => (await planByCode(reader, plan)).template.sections.length
  assert.deepEqual([await sections('before'), await sections('after')], [2, 3])
  const versions = await templateVersionsOf(reader, added.id)
  assert.equal(
    (await planByCode(reader, 'today')).template_version_id,
    versions[1]?.id,
    'the next begins later',
  )
  await assert.rejects(
    sql`update delivery.template_version set content = '{}'`.execute(db.db),
    /never changed/,
  )
})

database.test(
  'a kind of plan that is not sound is refused by its line; a retired one begins no plan',
  async (db) => {
    const at = await draft(db)
    const add = async (sections: string) =>
      at.house.operator.perform(addTemplate, {
        code: 'service-plan',
        name: 'Service plan',
        ...(await answersOf(at, sections)),
      })
    await assert.rejects(add('outcomes | Outcomes | | outcomes\naims | Aims | | pictures'), {
      message: /Line 2: “pictures” is nothing a section shows/,
    })
    const { id } = await add(SECTIONS)
    await at.house.operator.perform(retireTemplate, { template: id, version: '1' })
    await assert.rejects(
      at.house.operator.perform(createPlan, {
        template: id,
        code: 'late',
        title: 'Late',
        partnership: at.partnership,
        fromOn: '2026-04-01',
        untilOn: '2027-03-31',
        audience: 'partners',
      }),
      code('delivery.template.retired'),
    )
  },
)

database.test(
  'V17: a list changes by a version from a day on, and an earlier day keeps its words',
  async (db) => {
    const at = await draft(db)
    const { operator } = at.house
    const reader = await operator.reader()
    const made = await operator.perform(addCodelist, {
      code: 'boards-medway',
      name: 'Boards of Medway',
      source: 'https://medway.example',
      entries: 'cabinet | Cabinet',
    })
    const revise = (entries: string) =>
      operator.perform(reviseCodelist, {
        codelist: made.id,
        fromOn: '2027-04-01',
        source: 'https://medway.example/2027',
        entries,
        version: '1',
      })
    await assert.rejects(revise('cabinet | Cabinet\ncabinet | The same'), {
      message: /“cabinet” stands there twice/,
    })
    await revise('cabinet | Cabinet\nscrutiny | Scrutiny | Overview and scrutiny')
    const on = async (day: string) =>
      (await codelistOn(reader, 'boards-medway', Temporal.PlainDate.from(day))).entries.length
    assert.deepEqual([await on('2027-03-31'), await on('2027-04-01')], [1, 2])
  },
)

database.test(
  'whoever leaves no longer keeps, leads or directs what goes on, and the plan notices',
  async (db) => {
    const at = await approved(db)
    await priya(at).perform(appointOfficer, { plan: at.plan, person: at.person.ravi })
    await priya(at).perform(addUnit, { plan: at.plan, code: 'gis', name: 'Maps', director: at.person.molly })
    for (const person of [at.person.ravi, at.person.molly])
      await at.house.operator.perform(recordLeaver, { person, leftOn: '2026-11-20', version: '1' })
    await db.db.transaction().execute(async (tx) => {
      for (const person of [at.person.ravi, at.person.molly])
        await forgetLeaver(tx, personal, person, Temporal.PlainDate.from('2026-11-20'))
    })
    const [unit] = await unitsShown(db, at.plan)
    assert.equal(unit?.director_name, null)
    const duties = await (await priya(at).reader()).fills(duty, undefined as never)
    assert.deepEqual(
      duties.filter((one) => one.context === 'Digital strategy').map((one) => one.title),
      ['Name an officer of "Digital strategy"', 'Name the director of a unit'],
    )
    const held = await personal
      .find((one) => one.column === 'delivery.officer.person_id')
      ?.held(db.db, at.person.ravi)
    assert.deepEqual(held, [{ What: 'Digital strategy', When: '20 November 2026' }])
  },
)

database.test('every reference to a person is declared, and can be shown', async (db) => {
  const at = await approved(db)
  const undeclared = await undeclaredReferences(db.db, personal, { schema: 'organisations', table: 'person' })
  assert.deepEqual(
    undeclared.filter((column) => column.startsWith('delivery.')),
    [],
  )
  for (const one of personal) await one.held(db.db, at.person.priya)
})

database.test('a plan is read whole by every door, with what it lacks while it is a draft', async (db) => {
  const at = await draft(db)
  const read = await priya(at).ask(readPlan, { plan: 'digital' })
  assert.deepEqual(
    read.lacking.map((one) => one.words),
    ['Add the first outcome'],
  )
  await assert.rejects(at.house.visitor.ask(readPlan, { plan: 'digital' }), code(GONE))
})

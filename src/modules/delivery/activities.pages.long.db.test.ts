// The pages of activities and of the golden thread over the Kent demonstration.
import assert from 'node:assert/strict'
import { appTest, type App } from '#test/support/app.ts'
import { linksOf, type Browser } from '#test/support/browsing.ts'
import { cast } from '#test/support/people.ts'
import { json } from '#platform/database/index.ts'
import type { FrozenIssue, FrozenRow, Status } from './rules.ts'

const day = (name: string, text: string) => {
  const { year, month, day: on } = Temporal.PlainDate.from(text)
  return { [`${name}-day`]: String(on), [`${name}-month`]: String(month), [`${name}-year`]: String(year) }
}

const RAVI = 'Ravi Contour, Kent County Council'

async function planBegun(
  officer: Browser,
  template: string,
  code: string,
  title: string,
  more = {},
): Promise<void> {
  await officer.open('/delivery/new')
  await officer.send({
    template,
    code,
    title,
    partnership: 'Kent Connects',
    audience: 'partners',
    ...day('fromOn', '2026-04-01'),
    ...day('untilOn', '2027-03-31'),
    ...more,
  })
  await officer.open(`/delivery/${code}/outcomes/new`)
  await officer.send({ title: `What ${title} is for` })
}

async function approved(officer: Browser, code: string): Promise<void> {
  await officer.open(`/delivery/${code}/approve`)
  await officer.send({ approvedBy: 'Leadership Group' })
}

/** A plan with one activity that Ravi leads; the officer stands on its page. */
async function activityAdded(app: App, more: Readonly<Record<string, string>> = {}): Promise<Browser> {
  const officer = await app.browser(cast.partnershipOfficer)
  await planBegun(officer, 'Strategic delivery plan', 'works', 'Plan of works', more)
  await officer.open('/delivery/works/activities/new')
  await officer.send({
    outcome: 'Outcome 1: What Plan of works is for',
    title: 'Mend the bridge',
    description: 'So that buses cross it again',
    lead: RAVI,
    ...day('originalEnd', '2027-03-31'),
  })
  assert.match(officer.page.words, /It was added as number 1/)
  return officer
}

const ISSUE: FrozenIssue = {
  code: 'financial',
  label: 'Financial',
  words: 'Steel costs more',
  answer: 'raised',
  outcome: null,
  outcomeWords: null,
}

/** Two frozen rounds that say these statuses of activity 1. */
async function frozenRounds(
  { connects }: App,
  statuses: readonly (readonly [Status, Partial<FrozenRow>])[],
): Promise<void> {
  const plan = await connects.db
    .selectFrom('delivery.plan')
    .selectAll()
    .where('code', '=', 'works')
    .executeTakeFirstOrThrow()
  const activity = await connects.db
    .selectFrom('delivery.activity')
    .selectAll()
    .where('plan_id', '=', plan.id)
    .executeTakeFirstOrThrow()
  for (const [at, [status, more]] of statuses.entries()) {
    const [round, frozen] = [crypto.randomUUID(), crypto.randomUUID()]
    const from = Temporal.PlainDate.from('2026-04-01').add({ months: at * 3 })
    await connects.db
      .insertInto('platform.subject')
      .values({ id: round, module: 'delivery', noun: 'round', title: `Quarter ${at + 1}`, audience: 'staff' })
      .execute()
    await connects.db
      .insertInto('delivery.round')
      .values({
        id: round,
        plan_id: plan.id,
        code: `2026-q${at + 1}`,
        title: `Quarter ${at + 1} of 2026/27`,
        period_from: from,
        period_until: from.add({ months: 3 }).subtract({ days: 1 }),
        state: 'frozen',
        is_imported: true,
      })
      .execute()
    await connects.db
      .insertInto('delivery.frozen')
      .values({
        id: frozen,
        round_id: round,
        number: 1,
        head: json({} as never),
        hash: 'x',
        made_at: '2026-10-01T00:00:00Z',
      })
      .execute()
    const content = {
      activityId: activity.id,
      number: 1,
      responded: true,
      status,
      statusSource: 'reported',
      progress: `Progress of quarter ${at + 1}`,
      originalEnd: '2027-03-31',
      revisedEnd: null,
      revisedGoLive: null,
      issues: [],
      mitigations: null,
      mitigationTicked: null,
      registers: [],
      riskReference: null,
      explained: [],
      doubts: [],
      stale: [],
      isLate: false,
      ...more,
    }
    await connects.db
      .insertInto('delivery.frozen_row')
      .values({
        frozen_id: frozen,
        activity_id: activity.id,
        number: 1,
        content: json(content as unknown as FrozenRow),
      })
      .execute()
  }
}

appTest(
  'an activity tells its history on one page: chart with its table, rounds, dates, issues, milestones, ending',
  async (app) => {
    const officer = await activityAdded(app)
    await approved(officer, 'works')
    const at = '/delivery/works/activities/1'
    await officer.open(at)
    assert.match(officer.page.words, /No frozen round yet/)
    await officer.follow('Change a date')
    await officer.attempt({ ...day('becomes', '2027-05-15') })
    assert.match(
      officer.page.words,
      /Say why the date changes .*Select whether the cause is internal or external/,
    )
    await officer.send({ reason: 'The supplier is late', cause: 'external' })
    assert.match(officer.page.words, /The date was changed: 45 days later/)
    assert.match(
      officer.page.words,
      /Revised end date None 15 May 2027 45 days later The supplier is late External The plan/,
    )
    await officer.open(`${at}/milestones/new`)
    await officer.send({
      kind: 'Key decision',
      title: 'Cabinet decides',
      certainty: 'estimated',
      ...day('dueOn', '2026-11-25'),
    })
    assert.match(officer.page.words, /Cabinet decides Key decision About 25 November 2026 Planned/)
    await frozenRounds(app, [
      ['on_track', {}],
      [
        'remedial_action',
        { revisedEnd: '2027-05-15', issues: [ISSUE], mitigations: 'Another supplier was asked' },
      ],
    ])
    await officer.open(at)
    assert.match(officer.page.words, /Remedial action/)
    assert.match(officer.page.body, /<svg[^>]*role="img"/)
    assert.match(
      officer.page.words,
      /It was off track in 1 of 2 rounds; its end is now 45 days later than the plan said/,
    )
    assert.match(officer.page.words, /2026-q2 Remedial action 15 May 2027 31 March 2027/)
    assert.match(
      officer.page.words,
      /Financial Steel costs more Quarter 2 of 2026\/27 1 Quarter 2 of 2026\/27 Open/,
    )
    assert.match(officer.page.words, /Mitigations Another supplier was asked/)
    await officer.open(`${at}/close`)
    await officer.send({
      kind: 'completed',
      monitoring: 'kept',
      decidedBy: 'Leadership Group',
      reason: 'Buses cross it',
      ...day('decidedOn', '2026-11-10'),
    })
    assert.match(officer.page.words, /Its end was recorded. It stays in the rounds/)
    assert.match(officer.page.words, /Completed Decided by Leadership Group on 10 November 2026/)
    await officer.open(`${at}/reopen`)
    await officer.send({ reason: 'It cracked' })
    assert.match(officer.page.words, /Opened again on 20 November 2026: It cracked/)
    await officer.open(`${at}/people`)
    await officer.send({ lead: '' })
    assert.match(officer.page.words, /Nobody leads it, so nobody reports on it/)
  },
)

appTest(
  'the list is filtered by what the newest frozen round says, and saved whole as CSV and spreadsheet',
  async (app) => {
    const officer = await activityAdded(app)
    await approved(officer, 'works')
    await frozenRounds(app, [['unlikely', {}]])
    await officer.open('/delivery/works')
    assert.match(officer.page.words, /Status as of Quarter 1 of 2026\/27/)
    await officer.open('/delivery/works/activities?status=unlikely')
    assert.match(officer.page.words, /1 Mend the bridge/)
    for (const none of [
      'status=on_track',
      'only=overdue',
      'monitored=no',
      'outcome=2',
      'lead=nobody',
      'search=tunnel',
    ]) {
      await officer.open(`/delivery/works/activities?${none}`)
      assert.match(officer.page.words, /No activities here/, none)
    }
    for (const strange of ['outcome=x&status=y&only=z&monitored=w', 'unit=%27'])
      assert.equal((await officer.get(`/delivery/works/activities?${strange}`)).status, 200)
    assert.equal((await officer.get('/delivery/works/activities?after=nonsense')).status, 422)
    const csv = (await officer.get('/delivery/works/activities?format=csv')).body
    assert.match(
      csv,
      /1,Mend the bridge,1 What Plan of works is for,,Ravi Contour,,2027-03-31,2027-03-31,,,Unlikely to be achieved,,yes/,
    )
    assert.equal(
      (await officer.get('/delivery/works/activities?format=xlsx')).bytes.subarray(0, 2).toString(),
      'PK',
    )
    await officer.open('/search?words=mend+bridge')
    assert.match(officer.page.words, /Mend the bridge/)
  },
)

appTest(
  'the golden thread is followed from a strategy down to a person’s action and up again, loose ends listed',
  async (app) => {
    const officer = await activityAdded(app)
    await planBegun(officer, 'Strategy', 'strategy', 'Strategy for Kent')
    await officer.open('/delivery/works/thread')
    assert.match(officer.page.words, /that serve no outcome of another plan 1 Mend the bridge/)
    await officer.open('/delivery/strategy/thread')
    assert.match(officer.page.words, /that nothing serves 1 What Strategy for Kent is for/)
    await officer.open('/delivery/works/activities/1/serves?of=strategy')
    await officer.send({ serves: 'Strategy for Kent: outcome 1 What Strategy for Kent is for' })
    assert.match(officer.page.words, /It serves “What Strategy for Kent is for” now/)
    await officer.open('/delivery/works/activities/1/actions/new')
    await officer.send({ what: 'Order the steel', owner: RAVI })
    await officer.open('/delivery/strategy/thread')
    assert.match(
      officer.page.words,
      /In other plans: 1 Mend the bridge, Plan of works ?Order the steel: Ravi Contour/,
    )
    await officer.follow('1 Mend the bridge')
    assert.equal(officer.page.path, '/delivery/works/activities/1')
    assert.match(officer.page.words, /Order the steel: Ravi Contour/)
    await officer.follow('1 What Strategy for Kent is for')
    assert.equal(officer.page.path, '/delivery/strategy/outcomes/1')
    await officer.open('/delivery/works/thread')
    assert.match(
      officer.page.words,
      /What this plan serves 1 What Strategy for Kent is for, Strategy for Kent 1 Mend the bridge/,
    )
    await officer.open('/delivery/works/activities/1/serves')
    const unlink = linksOf(officer.page).find((href) => href.endsWith('/unlink'))
    assert.ok(unlink)
    await officer.open(unlink)
    await officer.send()
    assert.match(officer.page.words, /It was untied/)
  },
)

appTest(
  'a lead keeps milestones, a reader changes nothing, a visitor sees of a public plan neither people nor rounds',
  async (app) => {
    const officer = await activityAdded(app, { audience: 'public' })
    await approved(officer, 'works')
    await frozenRounds(app, [['unlikely', { progress: 'Said to the officers only' }]])
    const at = '/delivery/works/activities/1'
    const lead = await app.browser('gis@kcc.example')
    await lead.open(at)
    await lead.follow('Add a milestone')
    await lead.send({
      kind: 'Go live',
      title: 'Open to buses',
      certainty: 'specific',
      ...day('dueOn', '2026-11-27'),
    })
    await lead.open('/')
    assert.match(lead.page.words, /Reach the milestone "Open to buses"/)
    for (const step of ['edit', 'people', 'date', 'close', 'serves'])
      assert.equal((await lead.get(`${at}/${step}`)).status, 403, step)
    const staff = await app.browser(cast.staff)
    await staff.open(at)
    assert.ok(
      !linksOf(staff.page).some((href) => /\/(?:edit|people|date|close|serves|milestones\/new)$/.test(href)),
    )
    assert.equal((await staff.get(`${at}/milestones/new`)).status, 403)
    assert.match((await staff.open('/delivery/works')).words, /Window Reported/)
    const visitor = await app.browser()
    await visitor.open(at)
    assert.match(visitor.page.words, /What was said in its rounds is for those who work with the plan/)
    for (const path of ['/delivery/works', '/delivery/works/rounds'])
      assert.doesNotMatch((await visitor.open(path)).words, /Reported/, 'how far a round has come')
    for (const path of [
      at,
      '/delivery/works/activities',
      '/delivery/works',
      '/delivery/works/thread',
      '/delivery/works/activities?status=unlikely',
    ])
      assert.doesNotMatch(
        (await visitor.open(path)).words,
        /Ravi Contour|Said to the officers only|Unlikely/,
        path,
      )
    assert.doesNotMatch((await visitor.get('/delivery/works/activities?format=csv')).body, /Ravi|Unlikely/)
    for (const wrong of ['99', 'x', '1e3', '99999999999'])
      assert.equal((await visitor.get(`/delivery/works/activities/${wrong}`)).status, 404, wrong)
  },
)

// Registers, risks, scores, controls and escalations through their actions, over a database undone after each test.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { undertakingsAbout } from '#modules/governance/index.ts'
import { duty } from '#platform/module/index.ts'
import { recordLeaver } from '#modules/organisations/index.ts'
import { forgetLeaver } from '#platform/personal/index.ts'
import { openFileStore } from '#platform/files/index.ts'
import { sql } from '#platform/database/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { draftRisk, openedRisk, registers, SENTENCE } from '#test/support/registers.ts'
import { addControl, endControl, testControl } from './actions/controls.ts'
import {
  acceptEscalation,
  askEscalation,
  declineEscalation,
  endEscalation,
  forgoEscalation,
} from './actions/escalations.ts'
import { retireMatrix, reviseMatrix } from './actions/matrices.ts'
import { appointOfficer, closeRegister, createRegister, editRegister } from './actions/registers.ts'
import {
  closeRisk,
  editRisk,
  handOverRisk,
  openRisk,
  raiseRisk,
  reopenRisk,
  reviewRisk,
} from './actions/risks.ts'
import { acceptToleration, declineToleration, makeAssessment } from './actions/scoring.ts'
import { giveAction } from './actions/undertakings.ts'
import { personal } from './personal.ts'
import { currentVersion } from './queries/matrices.ts'
import { assessmentsOf, escalationsOf, evidenceOf } from './queries/parts.ts'
import { registerByCode } from './queries/registers.ts'
import { riskSeenById, risksAbout, risksOf } from './queries/risks.ts'

const database = countyDatabase()
const code = (expected: string) => ({ code: expected })

database.test(
  'a risk is raised with a reference of its register, scored, opened, and looked at again when its band says',
  async (db) => {
    const at = await registers(db)
    const { id, reference } = await openedRisk(at)
    assert.equal(reference, 'GIS-R-001')
    const risk = await riskSeenById(await at.house.as(at.person.ravi).reader(), id)
    assert.equal(risk?.state, 'open')
    assert.equal(risk?.residual_band, 'very-high')
    assert.equal(risk?.review_on?.toString(), '2026-12-20', 'R12: a very high risk after a month')
    assert.equal((await draftRisk(at)).reference, 'GIS-R-002')
  },
)

database.test('R10: a draft that is not complete is not opened, and says what it needs', async (db) => {
  const at = await registers(db)
  const { id } = await draftRisk(at, { owner: '', category: '' })
  await assert.rejects(at.house.as(at.person.ravi).perform(openRisk, { risk: id, version: '1' }), {
    code: 'risk.risk.not-complete',
    message: /a category, an owner, its inherent score and its residual score/,
  })
})

database.test('R5: an event that repeats its cause is refused beside the event', async (db) => {
  const at = await registers(db)
  await assert.rejects(draftRisk(at, { event: 'surveys made every ten years' }), {
    code: 'risk.risk.says-one-thing-twice',
    faults: [
      { field: 'event', message: 'The event only repeats the cause. Say what might happen because of it' },
    ],
  })
})

database.test(
  'R3: a score off the matrix, on a superseded version or on a retired matrix is refused',
  async (db) => {
    const at = await registers(db)
    const { id } = await draftRisk(at)
    const ravi = at.house.as(at.person.ravi)
    const score = (more: Record<string, string>) =>
      ravi.perform(makeAssessment, {
        risk: id,
        measure: 'inherent',
        likelihood: '3',
        impact: '3',
        version: '1',
        ...more,
      })
    await assert.rejects(score({ likelihood: '6' }), code('risk.assessment.off-the-matrix'))
    await assert.rejects(score({ impact: '11' }), { kind: 'invalid' })
    await assert.rejects(score({ matrix: at.matrix }), code('risk.assessment.matrix-superseded'))
    await at.house.operator.perform(retireMatrix, { matrix: at.matrix, version: '1' })
    await assert.rejects(score({}), code('risk.assessment.matrix-retired'))
  },
)

database.test(
  'R1: a new version of the matrix leaves every score as it was, and the next score is made on it',
  async (db) => {
    const at = await registers(db)
    const { id } = await openedRisk(at, ['3', '3'])
    const reader = await at.house.operator.reader()
    const old = await currentVersion(reader, at.matrix)
    const bands = old.bands.map((band) => ({
      ...band,
      from: band.band === 'high' ? '9' : String(band.from),
      reviewMonths: String(band.reviewMonths),
      escalates: band.escalates ? 'yes' : 'no',
    }))
    await at.house.operator.perform(reviseMatrix, {
      matrix: at.matrix,
      fromOn: '2026-11-20',
      likelihood: old.likelihood,
      impact: old.impact,
      bands,
      cells: [],
      version: '1',
    })
    assert.equal((await riskSeenById(reader, id))?.residual_band, 'medium', 'not converted')
    await at.house.as(at.person.ravi).perform(makeAssessment, {
      risk: id,
      measure: 'residual',
      likelihood: '3',
      impact: '3',
      reason: 'Scored on the new matrix',
      version: '4',
    })
    const [now, ...before] = (await assessmentsOf(reader, id)).filter((one) => one.measure === 'residual')
    assert.equal(now?.band, 'high')
    assert.notEqual(now?.matrix_version_id, old.id)
    assert.deepEqual(
      before.map((one) => [one.band, one.matrix_version_id]),
      [['medium', old.id]],
    )
  },
)

database.test(
  'R1, R3: what was scored, and the matrix it was scored on, cannot be written over',
  async (db) => {
    const at = await registers(db)
    await openedRisk(at)
    const tampering = [
      sql`update risk.assessment set score = 1, likelihood = 1, impact = 1`,
      sql`delete from risk.assessment`,
      sql`update risk.matrix_version set bands = '[]'`,
      sql`delete from risk.change`,
      sql`update risk.risk set reference = 'KC-R-001'`,
    ]
    for (const statement of tampering)
      await assert.rejects(db.db.transaction().execute((tx) => statement.execute(tx)))
  },
)

database.test('R4: a target above the residual, and a second score, need their reason', async (db) => {
  const at = await registers(db)
  const { id } = await openedRisk(at, ['3', '3'])
  const score = (measure: string, likelihood: string, reason: string) =>
    at.house
      .as(at.person.ravi)
      .perform(makeAssessment, { risk: id, measure, likelihood, impact: '4', reason, version: '4' })
  await assert.rejects(score('target', '4', ''), code('risk.assessment.out-of-order'))
  await assert.rejects(score('residual', '2', ''), code('risk.assessment.no-reason'))
  await score('target', '4', 'The crew asked for it')
})

database.test('a stale score is a conflict that shows what stands there now', async (db) => {
  const at = await registers(db)
  const { id } = await openedRisk(at, ['3', '3'])
  const score = (likelihood: string) =>
    at.house.as(at.person.ravi).perform(makeAssessment, {
      risk: id,
      measure: 'residual',
      likelihood,
      impact: '3',
      reason: `Now ${likelihood}`,
      version: '4',
    })
  await score('2')
  await assert.rejects(score('5'), {
    kind: 'conflict',
    code: 'risk.risk.stale',
    current: { likelihood: '2', impact: '3', reason: 'Now 2', version: 5 },
  })
})

database.test('R11: an owner from a foreign body is refused, for register, risk and control', async (db) => {
  const at = await registers(db)
  const { basil, ravi } = at.person
  await assert.rejects(draftRisk(at, { owner: basil }), code('risk.register.foreign-owner'))
  const { id } = await draftRisk(at)
  await assert.rejects(
    at.house.as(ravi).perform(handOverRisk, { risk: id, owner: basil, version: '1' }),
    code('risk.register.foreign-owner'),
  )
  await assert.rejects(
    at.house.as(ravi).perform(addControl, { risk: id, what: 'A fence', kind: 'preventive', owner: basil }),
    code('risk.register.foreign-owner'),
  )
})

database.test('R6: an escalated risk is the same record in both registers, with its origin', async (db) => {
  const at = await registers(db)
  const { id, reference } = await openedRisk(at)
  const { helena, ravi, yusra } = at.person
  const yusraReads = async () => (await riskSeenById(await at.house.as(yusra).reader(), id))?.id
  assert.equal(await yusraReads(), undefined, 'R13: a member of no GIS group sees nothing of it')
  const { escalation } = await at.house
    .as(ravi)
    .perform(askEscalation, { risk: id, register: at.corporate, reason: 'It needs money', version: '4' })
  assert.equal(await yusraReads(), undefined, 'asking shows it to those who answer, not to everybody')
  assert.equal((await riskSeenById(await at.house.as(helena).reader(), id))?.id, id)
  await at.house.as(helena).perform(acceptEscalation, { escalation, words: 'A joint case' })
  assert.equal(await yusraReads(), id)
  const shown = await risksOf(await at.house.as(yusra).reader(), at.corporate)
  assert.deepEqual(
    shown.rows.map((row) => [row.id, row.reference, row.register_code]),
    [[id, reference, 'gis']],
  )
  const { rows } = await sql<{ risks: number }>`select count(*)::int as risks from risk.risk`.execute(db.db)
  assert.equal(rows[0]?.risks, 1, 'no copy')
  const [up] = await escalationsOf(await at.house.operator.reader(), id)
  assert.equal(up?.owner_name, 'Helena Estuary', 'the owner of the register above answers for it there')
  await at.house.as(helena).perform(endEscalation, { escalation, words: 'It is money no longer' })
  assert.equal(await yusraReads(), undefined)
})

database.test('R7: not to its own register, not to one below or beside, not twice', async (db) => {
  const at = await registers(db)
  const { id } = await openedRisk(at)
  const ask = (register: string, version = '4') =>
    at.house.as(at.person.ravi).perform(askEscalation, { risk: id, register, reason: 'Money', version })
  const below = await at.house.operator.perform(createRegister, {
    code: 'drill',
    name: 'Drill',
    level: 'project',
    partnership: at.partnership,
    parent: at.service,
    matrix: at.matrix,
    appetite: 'low',
    audience: 'partners',
    owner: at.person.ravi,
  })
  await assert.rejects(ask(at.service), code('risk.escalation.own-register'))
  await assert.rejects(ask(below.id), code('risk.escalation.not-above'))
  await assert.rejects(ask('01a1fa3c-0000-7000-8000-0000000000ff'), code('risk.escalation.not-above'))
  await ask(at.corporate)
  await assert.rejects(ask(at.corporate, '5'), code('risk.escalation.twice'))
})

database.test(
  'R7: a register is not moved from under the risks that were escalated through it',
  async (db) => {
    const at = await registers(db)
    const { id } = await openedRisk(at)
    await at.house
      .as(at.person.ravi)
      .perform(askEscalation, { risk: id, register: at.corporate, reason: 'Money', version: '4' })
    const edit = (register: string, parent: string, level: string) =>
      at.house.operator.perform(editRegister, {
        register,
        name: 'Moved',
        level,
        parent,
        matrix: at.matrix,
        appetite: 'medium',
        audience: register === at.service ? 'group' : 'partners',
        owner: at.person.ravi,
        version: '1',
      })
    await assert.rejects(edit(at.service, '', 'service'), code('risk.register.escalated-through'))
    await assert.rejects(edit(at.corporate, at.service, 'service'), code('risk.register.under-itself'))
  },
)

database.test(
  'R8: only the register above answers, and once; what it declined is not proposed again',
  async (db) => {
    const at = await registers(db)
    const { id } = await openedRisk(at)
    const { helena, molly, ravi } = at.person
    const proposals = async () =>
      (await (await at.house.as(ravi).reader()).fills(duty, {})).filter((one) =>
        one.title.includes('escalate it or say why not'),
      )
    assert.equal((await proposals()).length, 1)
    const { escalation } = await at.house
      .as(ravi)
      .perform(askEscalation, { risk: id, register: at.corporate, reason: 'Money', version: '4' })
    await assert.rejects(
      at.house.as(ravi).perform(acceptEscalation, { escalation }),
      code('risk.escalation.not-yours'),
    )
    await assert.rejects(at.house.as(molly).perform(acceptEscalation, { escalation }), { kind: 'forbidden' })
    assert.equal(
      (await (await at.house.as(helena).reader()).fills(duty, {})).filter((one) => one.step === 'Answer it')
        .length,
      1,
    )
    await at.house.as(helena).perform(declineEscalation, { escalation, words: 'Yours to do' })
    await assert.rejects(
      at.house.operator.perform(acceptEscalation, { escalation }),
      code('risk.escalation.answered'),
    )
    await assert.rejects(at.house.as(helena).perform(acceptEscalation, { escalation }), { kind: 'not-found' })
    assert.equal((await proposals()).length, 0)
  },
)

database.test(
  'what the band proposes may be kept at its level, with a reason, until it is scored anew',
  async (db) => {
    const at = await registers(db)
    const { id } = await openedRisk(at)
    const ravi = at.house.as(at.person.ravi)
    const proposals = async () =>
      (await (await ravi.reader()).fills(duty, {})).filter((one) =>
        one.title.includes('escalate it or say why not'),
      ).length
    await ravi.perform(forgoEscalation, { risk: id, reason: 'We are dealing with it', version: '4' })
    assert.equal(await proposals(), 0)
    await ravi.perform(makeAssessment, {
      risk: id,
      measure: 'residual',
      likelihood: '5',
      impact: '4',
      reason: 'Worse',
      version: '5',
    })
    assert.equal(await proposals(), 1)
  },
)

database.test(
  'R9: the owner of the register accepts living with it, nobody else, and anew for the next score',
  async (db) => {
    const at = await registers(db)
    const { id } = await openedRisk(at, ['4', '3'], { response: 'tolerate', owner: at.person.molly })
    const { ravi, molly } = at.person
    await assert.rejects(
      at.house.as(molly).perform(acceptToleration, { risk: id, words: 'Fine', version: '4' }),
      { kind: 'forbidden' },
    )
    await at.house.operator.perform(appointOfficer, { register: at.service, person: at.person.noor })
    await assert.rejects(
      at.house.as(at.person.noor).perform(acceptToleration, { risk: id, words: 'Fine', version: '4' }),
      code('risk.toleration.owner-only'),
      'an officer is not the owner',
    )
    await at.house
      .as(ravi)
      .perform(acceptToleration, { risk: id, words: 'Costs more than it is worth', version: '4' })
    await assert.rejects(
      at.house.as(ravi).perform(acceptToleration, { risk: id, words: 'Again', version: '5' }),
      code('risk.toleration.not-asked'),
    )
    await at.house.as(ravi).perform(makeAssessment, {
      risk: id,
      measure: 'residual',
      likelihood: '5',
      impact: '3',
      reason: 'Worse',
      version: '5',
    })
    await at.house.as(ravi).perform(declineToleration, { risk: id, words: 'Too much now', version: '6' })
    assert.equal((await riskSeenById(await at.house.as(ravi).reader(), id))?.response, 'treat')
  },
)

database.test('a closed risk does not change, names what it was merged into, and opens again', async (db) => {
  const at = await registers(db)
  const ravi = at.house.as(at.person.ravi)
  const one = await openedRisk(at)
  const other = await openedRisk(at)
  const close = (into: string) =>
    ravi.perform(closeRisk, { risk: one.id, why: 'merged', into, words: 'The same', version: '4' })
  await assert.rejects(close(one.id), code('risk.risk.merged-into-nothing'))
  await assert.rejects(close(''), code('risk.risk.merged-into-nothing'))
  await close(other.id)
  const change = { risk: one.id, version: '5' }
  await assert.rejects(ravi.perform(editRisk, { ...change, ...SENTENCE }), code('risk.risk.closed'))
  await assert.rejects(
    ravi.perform(reviewRisk, { ...change, outcome: 'still-right' }),
    code('risk.risk.closed'),
  )
  await assert.rejects(
    ravi.perform(askEscalation, { ...change, register: at.corporate, reason: 'x' }),
    code('risk.risk.closed'),
  )
  await ravi.perform(reopenRisk, { ...change, reason: 'It may happen after all' })
  const now = await riskSeenById(await ravi.reader(), one.id)
  assert.deepEqual([now?.state, now?.merged_into_id, now?.closed_why], ['open', null, null])
})

database.test('a review is a record and sets the next one; a changed one says what changed', async (db) => {
  const at = await registers(db)
  const { id } = await openedRisk(at, ['3', '4'])
  const ravi = at.house.as(at.person.ravi)
  at.house.clock.set('2027-03-01T10:00:00Z')
  const due = (await (await ravi.reader()).fills(duty, {})).find((one) => one.step === 'Review it')
  assert.equal(due?.due?.toString(), '2027-02-20')
  await assert.rejects(
    ravi.perform(reviewRisk, { risk: id, outcome: 'changed', version: '4' }),
    code('risk.risk.no-words'),
  )
  const { next } = await ravi.perform(reviewRisk, { risk: id, outcome: 'still-right', version: '4' })
  assert.equal(next.toString(), '2027-06-01')
})

database.test('the owner of a control judges it, with evidence, and changes nothing else', async (db) => {
  const at = await registers(db)
  const { id } = await openedRisk(at)
  const { control } = await at.house.as(at.person.ravi).perform(addControl, {
    risk: id,
    what: 'Roads are driven once a year',
    kind: 'detective',
    owner: at.person.yusra,
    nextTestOn: '2026-11-25',
  })
  const yusra = at.house.as(at.person.yusra)
  const judge = (more: Record<string, unknown>) =>
    yusra.perform(testControl, {
      control,
      testedOn: '2026-11-19',
      effectiveness: 'partly',
      words: 'Half of them were',
      nextTestOn: '2027-05-19',
      version: '1',
      ...more,
    })
  assert.equal(
    (await (await yusra.reader()).fills(duty, {})).filter((one) => one.step === 'Judge it').length,
    1,
  )
  await assert.rejects(judge({ testedOn: '2026-11-21' }), code('risk.control.tested-in-future'))
  await assert.rejects(judge({ nextTestOn: '2026-11-01' }), code('risk.control.tested-before'))
  await assert.rejects(judge({ link: 'javascript:alert(1)' }), { kind: 'invalid' })
  await judge({ link: 'https://maps.example/drive' })
  await assert.rejects(yusra.perform(endControl, { control, version: '2' }), { kind: 'forbidden' })
  await assert.rejects(yusra.perform(editRisk, { risk: id, ...SENTENCE, version: '4' }), {
    kind: 'forbidden',
  })
  const [shown] = await evidenceOf(await yusra.reader(), id)
  assert.equal(shown?.link, 'https://maps.example/drive')
})

database.test(
  'a hostile file is refused as evidence and nothing of it is kept; a plain one is the risk’s',
  async (db) => {
    const directory = await mkdtemp(join(tmpdir(), 'connects-evidence-'))
    db.t.after(() => rm(directory, { recursive: true, force: true }))
    const at = await registers(db, { store: await openFileStore(directory), mostBytes: 1_000_000 })
    const { id } = await openedRisk(at)
    const ravi = at.house.as(at.person.ravi)
    const { control } = await ravi.perform(addControl, {
      risk: id,
      what: 'A fence',
      kind: 'preventive',
      owner: at.person.ravi,
    })
    const judge = (name: string, bytes: string) =>
      ravi.perform(testControl, {
        control,
        testedOn: '2026-11-19',
        effectiveness: 'effective',
        words: 'Seen',
        file: { name, bytes: Buffer.from(bytes) },
        version: '1',
      })
    await assert.rejects(judge('report.pdf', 'MZ\u0000\u0001 not a document'))
    await assert.rejects(judge('../../etc/passwd.txt', 'words'))
    await assert.rejects(judge('page.html', '<script>alert(1)</script>'))
    assert.deepEqual(await evidenceOf(await ravi.reader(), id), [])
    await judge('notes.txt', 'Seen on the day')
    const [kept] = await evidenceOf(await ravi.reader(), id)
    const { rows } = await sql<{
      owner: string
    }>`select owner_subject as owner from platform.file where id = ${kept?.file_id}`.execute(db.db)
    assert.equal(rows[0]?.owner, id)
  },
)

database.test(
  'R13: a restricted register is its owner’s and officers’ alone: not listed, not found, its title on no other record',
  async (db) => {
    const at = await registers(db)
    const { helena, priya, noor, marcus } = at.person
    const made = await at.house.operator.perform(createRegister, {
      code: 'fraud',
      name: 'Fraud',
      level: 'service',
      partnership: at.partnership,
      parent: at.corporate,
      matrix: at.matrix,
      appetite: 'low',
      audience: 'restricted',
      owner: helena,
    })
    await at.house.as(helena).perform(appointOfficer, { register: made.id, person: noor })
    const { id } = await at.house
      .as(helena)
      .perform(raiseRisk, { register: made.id, ...SENTENCE, title: 'Needle' })
    assert.equal((await registerByCode(await at.house.as(noor).reader(), 'fraud')).id, made.id)
    for (const person of [priya, marcus]) {
      await assert.rejects(registerByCode(await at.house.as(person).reader(), 'fraud'), { kind: 'not-found' })
      await assert.rejects(at.house.as(person).perform(raiseRisk, { register: made.id, ...SENTENCE }), {
        kind: 'not-found',
      })
    }
    await assert.rejects(
      at.house.as(priya).perform(handOverRisk, { risk: id, owner: marcus, version: '1' }),
      { kind: 'not-found' },
    )
    const { rows } = await sql<{
      title: string
    }>`select title from platform.subject where id = ${id}`.execute(db.db)
    assert.equal(rows[0]?.title, 'FRAUD-R-001')
  },
)

database.test(
  'R13: search knows of a risk exactly who may see it, through escalation and back',
  async (db) => {
    const at = await registers(db)
    const { id } = await openedRisk(at)
    const keysOf = async (person: string) => (await at.house.as(person).reader()).keys()
    const finds = async (person: string) => {
      const { rows } = await sql<{
        audience: string[]
      }>`select audience.keys as audience from platform.search_entry entry
      join platform.search_audience audience on audience.id = entry.audience_id where entry.kind = 'risk.risk' and entry.id = ${id}`.execute(
        db.db,
      )
      const keys = await keysOf(person)
      return keys === 'all' || (rows[0]?.audience ?? []).some((key) => keys.includes(key))
    }
    const { ravi, molly, yusra, helena, basil } = at.person
    assert.deepEqual(
      [await finds(ravi), await finds(molly), await finds(yusra), await finds(basil)],
      [true, true, false, false],
    )
    const { escalation } = await at.house
      .as(ravi)
      .perform(askEscalation, { risk: id, register: at.corporate, reason: 'Money', version: '4' })
    assert.equal(await finds(yusra), false)
    await at.house.as(helena).perform(acceptEscalation, { escalation })
    assert.deepEqual([await finds(yusra), await finds(basil)], [true, false])
    await at.house.as(helena).perform(endEscalation, { escalation, words: 'Done' })
    assert.equal(await finds(yusra), false)
  },
)

database.test(
  'an action about a risk is an undertaking of its group, given by the owner of the risk',
  async (db) => {
    const at = await registers(db)
    const { id } = await openedRisk(at)
    await at.house.as(at.person.ravi).perform(giveAction, {
      risk: id,
      what: 'Drive the roads of Swale',
      owner: at.person.molly,
      dueOn: '2026-12-18',
    })
    await assert.rejects(
      at.house
        .as(at.person.molly)
        .perform(giveAction, { risk: id, what: 'x', owner: at.person.ravi, dueOn: '2026-12-18' }),
      { kind: 'forbidden' },
    )
    const [given] = await undertakingsAbout(await at.house.as(at.person.molly).reader(), [id])
    assert.equal(given?.what, 'Drive the roads of Swale')
  },
)

database.test('when the owner leaves, the register’s owner is asked to name another', async (db) => {
  const at = await registers(db)
  const { id } = await openedRisk(at, ['3', '3'], { owner: at.person.molly })
  const leftOn = Temporal.PlainDate.from('2026-11-20')
  await db.db.transaction().execute((tx) => forgetLeaver(tx, personal, at.person.molly, leftOn))
  at.house.clock.set('2026-11-22T10:00:00Z')
  const asked = (await (await at.house.as(at.person.ravi).reader()).fills(duty, {})).filter(
    (one) => one.step === 'Name the owner',
  )
  assert.equal(asked.length, 1)
  await at.house.as(at.person.ravi).perform(handOverRisk, { risk: id, owner: at.person.ravi, version: '5' })
})

database.test('a register is closed only when nothing is left in it', async (db) => {
  const at = await registers(db)
  await openedRisk(at)
  await assert.rejects(
    at.house.operator.perform(closeRegister, { register: at.service, version: '1' }),
    code('risk.register.not-empty'),
  )
  await assert.rejects(
    at.house.operator.perform(closeRegister, { register: at.corporate, version: '1' }),
    code('risk.register.not-empty'),
  )
})

database.test('a risk about a record is found from it by those who see its register', async (db) => {
  const at = await registers(db)
  const { id } = await draftRisk(at, { about: at.gis })
  const about = async (person: string) =>
    (await risksAbout(await at.house.as(person).reader(), at.gis)).map((one) => one.id)
  assert.deepEqual(await about(at.person.molly), [id])
  assert.deepEqual(await about(at.person.yusra), [])
  await assert.rejects(draftRisk(at, { about: '01a1fa3c-0000-7000-8000-0000000000ff' }), {
    kind: 'not-found',
  })
})

database.test('R13: the owner of one risk is offered no other of a register they do not see', async (db) => {
  const at = await registers(db)
  const { id } = await openedRisk(at, ['3', '3'], { owner: at.person.yusra })
  await openedRisk(at)
  const { rows } = await risksOf(await at.house.as(at.person.yusra).reader(), at.service)
  assert.deepEqual(
    rows.map((one) => one.id),
    [id],
  )
})

database.test(
  'R11: a risk opened again is not owned by somebody who left while it was closed',
  async (db) => {
    const at = await registers(db)
    const { id } = await openedRisk(at, ['3', '3'], { owner: at.person.molly })
    const ravi = at.house.as(at.person.ravi)
    await ravi.perform(closeRisk, {
      risk: id,
      why: 'no-longer-possible',
      into: '',
      words: 'Gone',
      version: '4',
    })
    await at.house.operator.perform(recordLeaver, {
      person: at.person.molly,
      leftOn: '2026-11-20',
      version: 1,
    })
    at.house.clock.set('2026-11-23T10:00:00Z')
    await ravi.perform(reopenRisk, { risk: id, reason: 'Back', version: '5' })
    assert.equal((await riskSeenById(await ravi.reader(), id))?.owner_person_id, null)
    const duties = await (await ravi.reader()).fills(duty, {})
    assert.equal(duties.filter((one) => one.step === 'Name the owner').length, 1)
  },
)

database.test(
  'R13: what is put up to a group’s register is seen and answered by the secretary who keeps it',
  async (db) => {
    const at = await registers(db)
    const common = { partnership: at.partnership, matrix: at.matrix, appetite: 'medium' }
    const up = await at.house.operator.perform(createRegister, {
      ...common,
      code: 'lead',
      name: 'Leadership register',
      level: 'directorate',
      group: at.leadership,
      parent: at.corporate,
      audience: 'partners',
      owner: at.person.helena,
    })
    const own = await at.house.operator.perform(createRegister, {
      ...common,
      code: 'move',
      name: 'The move',
      level: 'project',
      parent: up.id,
      audience: 'restricted',
      owner: at.person.ravi,
    })
    const { id } = await openedRisk(at, ['4', '4'], { register: own.id })
    const { escalation } = await at.house
      .as(at.person.ravi)
      .perform(askEscalation, { risk: id, register: up.id, reason: 'Money', version: '4' })
    assert.equal(await riskSeenById(await at.house.as(at.person.yusra).reader(), id), undefined)
    await at.house.as(at.person.priya).perform(acceptEscalation, { escalation })
  },
)

database.test('a restricted register whose owner left asks its officers for another', async (db) => {
  const at = await registers(db)
  const made = await at.house.operator.perform(createRegister, {
    code: 'fraud',
    name: 'Fraud',
    level: 'service',
    partnership: at.partnership,
    matrix: at.matrix,
    appetite: 'low',
    audience: 'restricted',
    owner: at.person.helena,
  })
  await at.house.as(at.person.helena).perform(appointOfficer, { register: made.id, person: at.person.noor })
  const leftOn = Temporal.PlainDate.from('2026-11-20')
  await db.db.transaction().execute((tx) => forgetLeaver(tx, personal, at.person.helena, leftOn))
  const hrefs = async (person: string) =>
    (await (await at.house.as(person).reader()).fills(duty, {})).map((one) => one.href)
  assert.ok((await hrefs(at.person.noor)).includes('/risks/fraud/edit'))
  assert.ok(!(await hrefs(at.person.priya)).includes('/risks/fraud/edit'))
})

database.test('R13: a part of a risk one may not see is told like one that is not there', async (db) => {
  const at = await registers(db)
  const { id } = await openedRisk(at)
  const { control } = await at.house
    .as(at.person.ravi)
    .perform(addControl, { risk: id, what: 'A fence', kind: 'preventive', owner: at.person.molly })
  await openedRisk(at, ['3', '3'], { owner: at.person.yusra })
  const told = (asked: string) =>
    at.house
      .as(at.person.yusra)
      .perform(endControl, { control: asked, version: '1' })
      .then(
        () => 'done',
        (error: unknown) => (error as Error).message,
      )
  assert.equal(await told(control), await told('019c0000-0000-7000-8000-000000000000'))
})

database.test(
  'R11: an office in a register ends with the post, and another owner is asked for',
  async (db) => {
    const at = await registers(db)
    const { id } = await openedRisk(at, ['3', '3'], { owner: at.person.yusra })
    const yusra = at.house.as(at.person.yusra)
    assert.notEqual(await riskSeenById(await yusra.reader(), id), undefined)
    await db.db
      .updateTable('organisations.employment')
      .set({ ended_on: Temporal.PlainDate.from('2026-11-20') })
      .where('person_id', '=', at.person.yusra)
      .execute()
    assert.notEqual(await riskSeenById(await yusra.reader(), id), undefined, 'until the end of the day')
    at.house.clock.set('2026-11-21T10:00:00Z')
    assert.equal(await riskSeenById(await yusra.reader(), id), undefined)
    assert.deepEqual(
      (await (await yusra.reader()).fills(duty, {})).filter((one) => one.href.startsWith('/risks/')),
      [],
    )
    const duties = await (await at.house.as(at.person.ravi).reader()).fills(duty, {})
    assert.equal(duties.filter((one) => one.step === 'Name the owner').length, 1)
  },
)

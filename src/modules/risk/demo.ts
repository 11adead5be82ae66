// The demonstration's risks: the partnership's register, that of its security group, and two years of what became of
// their risks, told in order through the actions as the cast would make them.
import { Defect } from '#platform/errors/index.ts'
import type { Demo } from '#platform/module/index.ts'
import { financialYearOf } from '#platform/time/index.ts'
import { groupByCode } from '#modules/groups/index.ts'
import { partnershipByCode } from '#modules/partnerships/index.ts'
import { addControl, testControl } from './actions/controls.ts'
import { acceptEscalation, askEscalation } from './actions/escalations.ts'
import { appointOfficer, createRegister } from './actions/registers.ts'
import { closeRisk, openRisk, raiseRisk, reviewRisk } from './actions/risks.ts'
import { acceptToleration, makeAssessment } from './actions/scoring.ts'
import { giveAction } from './actions/undertakings.ts'
import { RISKS, type ControlSketch, type RiskSketch, type Scored } from './demo-risks.ts'
import { categories, matrixByCode } from './queries/matrices.ts'

const OFFICER = 'partnership.officer@kcc.example'
const CHAIR = 'leadership@medway.example'
const SECURITY = 'security@medway.example'
const SECRETARY = 'security@kcc.example'

type Registers = Readonly<Record<'kc' | 'isg', string>>

/** One thing that happened, on its day. Events of all risks are told in one order. */
type Event = { readonly on: Temporal.PlainDate; readonly tell: () => Promise<unknown> }

export async function loadDemo(demo: Demo): Promise<void> {
  const start = financialYearOf(demo.today).from.subtract({ years: 1 }).add({ days: 12 })
  demo.at(start)
  const registers = await openRegisters(demo)
  const named = new Map((await categories(demo.reader())).map((one) => [one.code, one.id]))
  const events = RISKS.flatMap((sketch, nth) => {
    const category = named.get(sketch.category)
    if (category === undefined) throw new Defect(`There is no category ${sketch.category} of risks.`)
    return eventsOf(demo, { sketch, registers, category, start: start.add({ days: nth }) })
  })
  const past = events.filter((event) => Temporal.PlainDate.compare(event.on, demo.today) < 0)
  for (const event of past.toSorted((one, other) => Temporal.PlainDate.compare(one.on, other.on))) {
    demo.at(event.on)
    await event.tell()
  }
  demo.at(demo.today.subtract({ days: 3 }))
  await demo.as('security@ashford.example').perform(raiseRisk, {
    register: registers.isg,
    title: 'Officers paste records into public AI tools',
    cause: 'tools that anybody can open in a browser',
    event: 'an officer pastes the case of a resident into one of them',
    consequence: 'personal data outside the county that cannot be called back',
  })
}

async function openRegisters(demo: Demo): Promise<Registers> {
  const partnership = (await partnershipByCode(demo.reader(), 'kent-connects')).id
  const matrix = (await matrixByCode(demo.reader(), 'five-by-five')).id
  const group = await groupByCode(demo.reader(), 'information-security')
  const officer = demo.as(OFFICER)
  const kc = await officer.perform(createRegister, {
    code: 'kc',
    name: 'Kent Connects risk register',
    level: 'corporate',
    partnership,
    matrix,
    appetite: 'medium',
    audience: 'partners',
    owner: demo.as(CHAIR).personId,
  })
  await officer.perform(appointOfficer, { register: kc.id, person: officer.personId })
  const isg = await demo.as(SECURITY).perform(createRegister, {
    code: 'isg',
    name: 'Information security risk register',
    level: 'service',
    partnership,
    group: group?.id,
    parent: kc.id,
    matrix,
    appetite: 'medium',
    audience: 'group',
    owner: demo.as(SECURITY).personId,
  })
  await demo.as(SECURITY).perform(appointOfficer, { register: isg.id, person: demo.as(SECRETARY).personId })
  return { kc: kc.id, isg: isg.id }
}

type Telling = {
  readonly sketch: RiskSketch
  readonly registers: Registers
  readonly category: string
  readonly start: Temporal.PlainDate
}

const score = (scored: Scored) => ({
  likelihood: String(scored[0]),
  impact: String(scored[1]),
  impactKind: scored[2],
})

function eventsOf(demo: Demo, { sketch, registers, category, start }: Telling): Event[] {
  const after = (months: number): Temporal.PlainDate => start.add({ months })
  const owner = demo.as(sketch.owner)
  const keeper = sketch.register === 'kc' ? OFFICER : SECRETARY
  // What happens to a risk raises its version: the story keeps count, as a form does.
  const risk = { id: '', version: 0 }
  const next = () => ({ risk: risk.id, version: String((risk.version += 1)) })
  const assess = (measure: string, scored: Scored, reason = '') =>
    owner.perform(makeAssessment, { ...next(), measure, ...score(scored), reason })
  const raised: Event = {
    on: after(sketch.raised),
    async tell() {
      const { title, cause, event, consequence, proximity, response } = sketch
      const made = await demo.as(keeper).perform(raiseRisk, {
        register: registers[sketch.register],
        title,
        cause,
        event,
        consequence,
        proximity,
        response,
        category,
        owner: owner.personId,
      })
      risk.id = made.id
      await assess('inherent', sketch.inherent)
      await assess('residual', sketch.residual)
      await assess('target', sketch.target)
      for (const control of sketch.controls ?? []) await putInPlace(control)
      await demo.as(keeper).perform(openRisk, next())
    },
  }
  const controls = new Map<ControlSketch, { id: string; version: number }>()
  async function putInPlace(control: ControlSketch): Promise<void> {
    const { what, kind } = control
    const made = await owner.perform(addControl, {
      risk: risk.id,
      what,
      kind,
      owner: demo.as(control.owner).personId,
      nextTestOn: after(control.tests[0]?.[0] ?? 12).toString(),
    })
    controls.set(control, { id: made.control, version: 0 })
  }
  const tests = (sketch.controls ?? []).flatMap((control) =>
    control.tests.map(([months, effectiveness, words]): Event => ({
      on: after(months),
      async tell() {
        const kept = controls.get(control)
        if (kept === undefined) return
        await demo.as(control.owner).perform(testControl, {
          control: kept.id,
          version: String((kept.version += 1)),
          testedOn: after(months).toString(),
          effectiveness,
          words,
          nextTestOn: after(months + 6).toString(),
        })
      },
    })),
  )
  const escalation = sketch.escalated === undefined ? [] : [escalationOf(sketch.escalated)]
  function escalationOf([months, reason, accepted]: readonly [number, string, string | null]): Event {
    return {
      on: after(months).add({ days: 2 }),
      async tell() {
        const { escalation: id } = await owner.perform(askEscalation, {
          ...next(),
          register: registers.kc,
          reason,
        })
        if (accepted === null) return
        demo.at(after(months).add({ days: 9 }))
        await demo.as(CHAIR).perform(acceptEscalation, { escalation: id, words: accepted })
        risk.version += 1
        await demo.as(keeper).perform(giveAction, {
          risk: risk.id,
          what: 'Ask each partner for the day by which its network is divided',
          owner: demo.as(OFFICER).personId,
          dueOn: after(months + 2).toString(),
        })
      },
    }
  }
  const { tolerated, closed } = sketch
  return [
    raised,
    ...tests,
    ...escalation,
    ...(sketch.later ?? []).map(([months, scored, reason]): Event => ({
      on: after(months).add({ days: 1 }),
      tell: () => assess('residual', scored, reason),
    })),
    ...(sketch.reviewed ?? []).map(([months, words]): Event => ({
      on: after(months).add({ days: 3 }),
      tell: () => owner.perform(reviewRisk, { ...next(), outcome: 'still-right', words }),
    })),
    ...(tolerated === undefined
      ? []
      : [
          {
            on: after(tolerated[0]).add({ days: 4 }),
            tell: () =>
              demo
                .as(sketch.register === 'kc' ? CHAIR : SECURITY)
                .perform(acceptToleration, { ...next(), words: tolerated[1] }),
          },
        ]),
    ...(closed === undefined
      ? []
      : [
          {
            on: after(closed[0]).add({ days: 5 }),
            tell: () => owner.perform(closeRisk, { ...next(), why: closed[1], words: closed[2] }),
          },
        ]),
  ]
}

// How the demonstration's projects go: two closed with outcomes and lessons, the others open, one of them late with
// a change waiting for its decision. Everything here is invented.
import { decimalPounds, shareOf } from '#platform/money/index.ts'
import type { Demo } from '#platform/module/index.ts'
import {
  addLesson,
  budgetOf,
  closeProject,
  confirmStatus,
  measuresOf,
  meetMilestone,
  milestonesOf,
  projectById,
  projectFrom,
  proposeChange,
  recordOutcome,
  recordSpend,
  reforecastMilestone,
  reportStatus,
  riskOfProject,
  type ProjectRow,
} from '#modules/projects/index.ts'
import {
  booking,
  cyberCourses,
  eLearning,
  govroam,
  hardship,
  sensors,
  type CaseSketch,
} from './demo-cases.ts'

const FINANCE = 'finance.officer@kcc.example'
const OFFICER = 'partnership.officer@kcc.example'

type Lesson = readonly [
  title: string,
  whatHappened: string,
  whatWeLearnt: string,
  again: 'yes' | 'differently' | 'no',
  keywords: string,
]
type Course = {
  /** Invoices: days after opening, supplier, thousandths of the award. */
  readonly spends: readonly (readonly [days: number, supplier: string, perMille: number])[]
  /** Days late (negative: early) of each milestone that is met. */
  readonly met: readonly number[]
  /** A milestone that moves: which, by how many days, why. */
  readonly moves?: readonly [at: number, days: number, why: string]
  readonly progress: string
  readonly trouble?: string
  readonly outcome?: readonly ['yes' | 'partly', string]
  readonly lessons?: readonly Lesson[]
  readonly closedAfterDays?: number
  readonly change?: readonly [what: string, why: string, days: number]
}

const COURSES: ReadonlyMap<CaseSketch, Course> = new Map<CaseSketch, Course>([
  [
    govroam,
    {
      spends: [
        [40, 'Weald Wireless Ltd', 520],
        [90, 'Oast Networks LLP', 180],
        [170, 'Weald Wireless Ltd', 190],
      ],
      met: [-4, 9, 21],
      progress:
        'Access points at the next four sites joined the service and were tested with officers of three partners.',
      outcome: [
        'yes',
        'All sixteen partners broadcast the network; 1,940 officers used it at another partner’s site in the last month',
      ],
      closedAfterDays: 235,
      lessons: [
        [
          'Survey every site before you buy',
          'Three sites had access points too old to join, found only after the order was placed.',
          'A survey of a morning at each site saves weeks. Ask for model numbers and photographs before the order.',
          'differently',
          'wireless network survey procurement sites roaming',
        ],
        [
          'Agree who answers the telephone',
          'Visitors rang the help desk of the building, who sent them home to their own.',
          'Write down in one page whose help desk answers what, and give it to every reception before the first day.',
          'yes',
          'support help desk visitors shared offices',
        ],
      ],
    },
  ],
  [
    cyberCourses,
    {
      spends: [
        [50, 'Kilnlight Learning Ltd', 600],
        [140, 'Kilnlight Learning Ltd', 280],
      ],
      met: [6, 12],
      progress: 'The third course was tried by officers of five partners and its script corrected.',
      outcome: [
        'partly',
        '11 in 100 officers followed the link in the spring exercise, down from 20; the target was 8',
      ],
      closedAfterDays: 200,
      lessons: [
        [
          'Short courses are finished, long ones are not',
          'The first course took forty minutes and half of the officers stopped before the end.',
          'Keep a course under fifteen minutes and put the one thing to remember first. Managers remind better than systems.',
          'yes',
          'e-learning training course completion phishing cyber',
        ],
      ],
    },
  ],
  [
    eLearning,
    {
      spends: [
        [60, 'Kilnlight Learning Ltd', 400],
        [150, 'Marsh Media Co-operative', 150],
      ],
      met: [3, 5],
      progress: 'Four more courses were converted and read by the learning systems of six partners.',
    },
  ],
  [
    booking,
    {
      spends: [[70, 'Deskwright Systems Ltd', 450]],
      met: [12],
      moves: [1, 45, 'Two offices changed hands, and their desks had to be counted again'],
      progress: 'Two offices can be booked; the count of desks at the other sites goes on.',
      trouble: 'The supplier’s engineer left, and the remaining sites wait for the replacement.',
      change: [
        'Open the support line before the last two offices',
        'Officers ask for help now, and the line does not depend on the offices.',
        30,
      ],
    },
  ],
  [
    sensors,
    {
      spends: [
        [55, 'Estuary Instruments Ltd', 480],
        [120, 'Estuary Instruments Ltd', 120],
      ],
      met: [8, 19],
      progress:
        'Gateways stand on nine masts of the county network; the first sensors report every ten minutes.',
      trouble: 'Four sites ask for a structural survey before an antenna is fixed.',
    },
  ],
  [
    hardship,
    {
      spends: [[45, 'Downland Data LLP', 520]],
      met: [2, -6],
      progress:
        'The sharing agreement is signed by nine councils; the first 120 households were matched and checked by an officer.',
    },
  ],
])

/** Takes every approved case's project as far as today. */
export async function runProjects(
  demo: Demo,
  cases: readonly { readonly id: string; readonly sketch: CaseSketch }[],
): Promise<void> {
  for (const { id, sketch } of cases) {
    const project = await projectFrom(demo.reader(), id)
    const course = COURSES.get(sketch)
    if (project === undefined || course === undefined) continue
    if (sketch === booking) await riskOfProject(demo, project, { officer: OFFICER, manager: sketch.manager })
    await meetMilestones(demo, project, sketch.manager, course)
    await spend(demo, project, course)
    await report(demo, project, sketch.manager, course)
    if (course.closedAfterDays !== undefined)
      await close(demo, project, sketch.manager, course, course.closedAfterDays)
  }
}

const isPast = (demo: Demo, day: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(day, demo.today) < 0
const versionOf = async (demo: Demo, id: string): Promise<string> =>
  String((await projectById(demo.reader(), id))?.version ?? 0)

async function meetMilestones(
  demo: Demo,
  project: ProjectRow,
  manager: string,
  course: Course,
): Promise<void> {
  const milestones = await milestonesOf(demo.reader(), project.id)
  for (const [at, late] of course.met.entries()) {
    const milestone = milestones[at]
    const actualOn = milestone?.baselineOn.add({ days: late })
    if (milestone === undefined || actualOn === undefined || !isPast(demo, actualOn)) continue
    demo.at(actualOn)
    await demo.as(manager).perform(meetMilestone, {
      milestone: milestone.id,
      version: String(milestone.version),
      actualOn: actualOn.toString(),
    })
  }
  if (course.moves === undefined) return
  const [at, days, reason] = course.moves
  const milestone = milestones[at]
  if (milestone === undefined) return
  const person = demo.as(manager)
  const first = milestone.baselineOn.add({ days })
  demo.at(project.openedOn.add({ days: 60 }))
  await person.perform(reforecastMilestone, {
    milestone: milestone.id,
    version: String(milestone.version),
    forecastOn: first.toString(),
    reason,
  })
  if (!isPast(demo, first)) return
  demo.at(demo.today.subtract({ days: 40 }))
  await person.perform(reforecastMilestone, {
    milestone: milestone.id,
    version: String(milestone.version + 1),
    forecastOn: demo.today.add({ days: 25 }).toString(),
    reason: 'The replacement engineer begins next month',
  })
}

async function spend(demo: Demo, project: ProjectRow, course: Course): Promise<void> {
  const lines = await budgetOf(demo.reader(), project.id)
  for (const [at, [days, supplier, perMille]] of course.spends.entries()) {
    const spentOn = project.openedOn.add({ days })
    if (!isPast(demo, spentOn)) continue
    demo.at(spentOn.add({ days: 2 }))
    const line = lines[at === 0 ? 0 : lines.length - 1]?.id ?? null
    await demo.as(FINANCE).perform(recordSpend, {
      project: project.id,
      line,
      supplier,
      invoiceNumber: `${project.reference}-${at + 1}`,
      spentOn: spentOn.toString(),
      amount: decimalPounds(shareOf(project.awardPence, perMille)),
    })
  }
}

/** A report a month up to the month before today: two in words, the months between confirmed. */
async function report(demo: Demo, project: ProjectRow, manager: string, course: Course): Promise<void> {
  const last =
    course.closedAfterDays === undefined
      ? demo.today.subtract({ months: 1 })
      : project.openedOn.add({ days: course.closedAfterDays })
  const person = demo.as(manager)
  let month = project.openedOn.with({ day: 1 }).add({ months: 1 })
  for (
    let nth = 0;
    Temporal.PlainDate.compare(month, last.with({ day: 1 })) <= 0;
    nth += 1, month = month.add({ months: 1 })
  ) {
    demo.at(month.with({ day: 24 }))
    const answers = { project: project.id, month: month.toString().slice(0, 7) }
    const isOff = course.trouble !== undefined && nth >= 2
    const overdue = (await milestonesOf(demo.reader(), project.id)).some(
      (one) =>
        one.actualOn === null && Temporal.PlainDate.compare(one.forecastOn, month.with({ day: 24 })) < 0,
    )
    if (nth % 3 !== 1 || overdue) {
      await person.perform(reportStatus, {
        ...answers,
        overall: isOff || overdue ? 'at-risk' : 'on-track',
        progress: nth === 0 ? 'The project began; each partner named who takes part.' : course.progress,
        spendForecast: decimalPounds(project.awardPence),
        issues: isOff
          ? course.trouble
          : overdue
            ? 'A milestone is later than planned; the new date is being agreed.'
            : null,
        helpNeeded: isOff ? 'The group is asked to remind its own sites.' : null,
      })
    } else await person.perform(confirmStatus, answers)
  }
  if (course.change === undefined) return
  const [what, why, days] = course.change
  const milestone = (await milestonesOf(demo.reader(), project.id)).findLast((one) => one.actualOn === null)
  demo.at(demo.today.subtract({ days: 10 }))
  await person.perform(proposeChange, {
    project: project.id,
    kind: 'date',
    what,
    why,
    milestone: milestone?.id,
    newDate: demo.today.add({ days }).toString(),
  })
}

async function close(
  demo: Demo,
  project: ProjectRow,
  manager: string,
  course: Course,
  afterDays: number,
): Promise<void> {
  const on = project.openedOn.add({ days: afterDays })
  if (!isPast(demo, on)) return
  const person = demo.as(manager)
  const [achieved, result] = course.outcome ?? ['yes', '']
  demo.at(on.subtract({ days: 5 }))
  for (const measure of await measuresOf(demo.reader(), project.id))
    await person.perform(recordOutcome, {
      measure: measure.id,
      version: String(measure.version),
      achieved,
      result,
    })
  for (const [title, whatHappened, whatWeLearnt, again, keywords] of course.lessons ?? [])
    await person.perform(addLesson, {
      project: project.id,
      title,
      whatHappened,
      whatWeLearnt,
      again,
      keywords,
    })
  demo.at(on)
  await person.perform(closeProject, {
    project: project.id,
    version: await versionOf(demo, project.id),
    words: `${result}. What was not spent goes back to the fund.`,
  })
}

// The demonstration's meetings: two years of the groups' quarterly rounds, the Leadership Group's own business, and
// its next meeting on the day the demonstration was made. What it decides about cases, funding's demonstration adds.
import type { Demo } from '#platform/module/index.ts'
import { financialYearOf, londonDate } from '#platform/time/index.ts'
import { decidingGroupOf, groupByCode, membersOfGroup } from '#modules/groups/index.ts'
import { partnershipByCode } from '#modules/partnerships/index.ts'
import { planMeeting } from './actions/meetings.ts'
import { foundingMeeting, tuesday, type HeldMeeting } from './demo-business.ts'
import { holdMeeting } from './demo-meeting.ts'
import { personById } from '#modules/organisations/index.ts'

type Round = { readonly group: string; readonly topics: readonly string[] }

const ROUNDS: readonly Round[] = [
  {
    group: 'information-security',
    topics: [
      'National Cyber Security Centre report',
      'Lessons from the phishing exercise',
      'Workshops for emergency planning officers',
    ],
  },
  {
    group: 'digital-accessibility',
    topics: [
      'Draft of the Kent Digital Accessibility standard',
      'E-learning materials',
      'Audits of council websites',
    ],
  },
  {
    group: 'gis',
    topics: ['Findings of the data drill', 'Address data shared between councils', 'Open mapping licences'],
  },
  {
    group: 'smart-kent-medway',
    topics: ['Air quality sensors', 'Street lighting pilot', 'Flood warning sensors along the Stour'],
  },
]

export async function loadDemo(demo: Demo): Promise<void> {
  const year = financialYearOf(demo.today).from.subtract({ years: 1 })
  const meetings = [foundingMeeting(year), ...groupRounds(year, demo.today)].toSorted((a, b) =>
    Temporal.PlainDate.compare(a.on, b.on),
  )
  for (const meeting of meetings) {
    if (!(await hasChair(demo, meeting.group))) continue
    // A body's agenda is drawn up a fortnight ahead.
    demo.at(meeting.on.subtract({ days: 14 }))
    await holdMeeting(demo, meeting)
  }
  demo.at(demo.today.subtract({ days: 21 }))
  await planNextLeadership(demo)
  await demo.load('action-plan', 'demo/action-plan')
}

/** The specialist groups meet once a quarter, up to a month before the demonstration's day. */
function groupRounds(year: Temporal.PlainDate, today: Temporal.PlainDate): HeldMeeting[] {
  return ROUNDS.flatMap((round, nth) =>
    [1, 4, 7, 10, 13, 16, 19, 22].flatMap((months) => {
      const on = tuesday(year.add({ months, days: nth * 7 }))
      if (Temporal.PlainDate.compare(on, today.subtract({ days: 30 })) > 0) return []
      const topic = round.topics[(months + nth) % round.topics.length] ?? ''
      const undertaking = {
        what: `Share notes on ${topic.charAt(0).toLowerCase()}${topic.slice(1)} with members`,
        days: 21,
      }
      return [
        {
          group: round.group,
          on,
          apologies: 1,
          notes: [{ title: topic, kind: 'discuss' as const, undertaking }],
        },
      ]
    }),
  )
}

async function hasChair(demo: Demo, code: string): Promise<boolean> {
  const group = await groupByCode(demo.reader(), code)
  if (group === undefined) return false
  const members = await membersOfGroup(demo.reader(), group.id, londonDate(demo.reader().now))
  return members.some((member) => member.office === 'chair')
}

async function planNextLeadership(demo: Demo): Promise<void> {
  const partnership = await partnershipByCode(demo.reader(), 'kent-connects')
  const group = await decidingGroupOf(demo.reader(), partnership.id)
  if (group === undefined) return
  const members = await membersOfGroup(demo.reader(), group.id, londonDate(demo.reader().now))
  const secretary =
    members.find((member) => member.office === 'secretary') ??
    members.find((member) => member.office === 'chair')
  if (secretary === undefined) return
  const { mail } = await personById(demo.reader(), secretary.person_id)
  await demo.as(mail ?? '').perform(planMeeting, {
    group: group.id,
    startsAt: demo.today
      .toPlainDateTime(Temporal.PlainTime.from('14:00'))
      .toString({ smallestUnit: 'minute' }),
    place: 'County Hall, Maidstone',
    joining: 'The link is sent with the papers',
  })
}

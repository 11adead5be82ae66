// What the demonstration's groups do between their meetings: bulletins of an invented national centre, resources,
// terms of reference in two versions, a chair whose term nears its end, a community with a public face.
import { type Demo } from '#platform/module/index.ts'
import { publishBulletin } from './actions/bulletins.ts'
import { editGroup, presentGroup } from './actions/groups.ts'
import { addResource } from './actions/resources.ts'
import { setRotation } from './actions/rotation.ts'
import { recordTerms } from './actions/terms.ts'
import { groupByCode, membersOfGroup, type GroupCard } from './queries.ts'
import type { Mark } from './rules/bulletins.ts'

const SECRETARY = 'security@kcc.example'
const CHAIR = 'security@medway.example'
const CENTRE = 'National Centre for Network Safety (invented)'

type Telling = {
  readonly mark: Mark
  readonly daysAgo: number
  readonly title: string
  readonly body: string
  readonly readInDays?: number
  readonly recipients?: readonly string[]
}

const BULLETINS: readonly Telling[] = [
  {
    mark: 'clear',
    daysAgo: 60,
    title: 'Passwords of three random words',
    body: 'Long passwords that people remember are safer than short ones that they write down.\n\nAsk for three random words. Do not make people change them on a fixed day.',
  },
  {
    mark: 'green',
    daysAgo: 21,
    title: 'A second factor for remote access',
    body: 'Most break-ins to councils this year began with one stolen password.\n\nEvery way in from outside should ask for a second factor, suppliers’ ways in as well.',
  },
  {
    mark: 'amber',
    daysAgo: 2,
    readInDays: 5,
    title: 'Invoices with a false change of bank details',
    body: 'Two councils in the region received letters that look like those of a known supplier of waste services and ask to pay into another account.\n\nTell those who pay invoices. Check every change of bank details by a telephone number you had before.',
  },
  {
    mark: 'amber-strict',
    daysAgo: 1,
    title: 'A weakness in a product that several partners use',
    body: 'The maker of a remote support product repairs a weakness next week and has told its customers in confidence.\n\nKnow where you use it, and keep an hour free to put the repair in.',
  },
  {
    mark: 'red',
    daysAgo: 1,
    readInDays: 3,
    title: 'An inquiry that must not be disturbed',
    body: 'The police look into the letters about bank details. Do not write to the sender, and keep what you have as it is.',
    recipients: [CHAIR, 'security@kent-police.example'],
  },
]

export async function loadEveryday(demo: Demo): Promise<void> {
  const group = await groupByCode(demo.reader(), 'information-security')
  if (group === undefined) return
  await terms(demo, group)
  await rotation(demo, group)
  await community(demo)
  await resources(demo, group)
  for (const one of BULLETINS) {
    const on = demo.today.subtract({ days: one.daysAgo })
    demo.at(on)
    const { mark, title, body } = one
    await demo.as(SECRETARY).perform(publishBulletin, {
      group: group.id,
      mark,
      title,
      body,
      source: CENTRE,
      ...(one.readInDays === undefined
        ? {}
        : { readBy: demo.today.add({ days: one.readInDays }).toString() }),
      ...(one.recipients === undefined
        ? {}
        : { recipients: one.recipients.map((mail) => demo.as(mail).personId) }),
    })
  }
}

async function terms(demo: Demo, group: GroupCard): Promise<void> {
  const purpose = {
    heading: 'Purpose',
    text: 'The group shares what partners learn about information security.\nIt advises the Leadership Group.',
  }
  const members = (each: string) => ({
    heading: 'Members',
    text: `Each partner names ${each}.\nThe chair goes round.`,
  })
  const meetings = { heading: 'Meetings', text: 'The group meets every quarter.' }
  const versions = [
    { daysAgo: 400, sections: [purpose, members('one member'), meetings], reviewInDays: null },
    {
      daysAgo: 120,
      sections: [
        purpose,
        members('a member and a deputy'),
        meetings,
        { heading: 'Bulletins', text: 'Bulletins are passed on under the Traffic Light Protocol 2.0.' },
      ],
      reviewInDays: 20,
    },
  ]
  for (const { daysAgo, sections, reviewInDays } of versions) {
    const on = demo.today.subtract({ days: daysAgo })
    demo.at(on)
    await demo.as(SECRETARY).perform(recordTerms, {
      group: group.id,
      sections,
      adoptedOn: on.toString(),
      adoptedBy: 'Leadership Group',
      ...(reviewInDays === null ? {} : { reviewOn: demo.today.add({ days: reviewInDays }).toString() }),
    })
  }
}

async function rotation(demo: Demo, group: GroupCard): Promise<void> {
  const members = await membersOfGroup(demo.reader(), group.id, demo.today)
  const chair = members.find((one) => one.office === 'chair')
  if (chair === undefined) return
  const order = [...new Set([chair.organisation_id, ...members.map((one) => one.organisation_id)])]
  // Its term ends within the month, so that the next chair is looked for.
  const { months } = chair.started_on.until(demo.today, { largestUnit: 'months' })
  await demo.as(SECRETARY).perform(setRotation, {
    group: group.id,
    termMonths: Math.min(months + 1, 60),
    order: order.map((organisation) => ({ organisation })),
  })
}

async function community(demo: Demo): Promise<void> {
  const group = await groupByCode(demo.reader(), 'digital-accessibility')
  if (group === undefined) return
  const { id, name, access, cadence, purpose, version } = group
  await demo.perform(editGroup, { group: id, name, access, cadence, purpose, kind: 'community', version })
  await demo.perform(presentGroup, {
    group: id,
    isPublic: 'yes',
    introduction:
      'People of Kent and Medway’s public services who make digital services that everybody can use. We share what works, test each other’s pages and write the county’s guidance together.',
    howToJoin: 'Staff of partners join by themselves. Everybody else is welcome at our open meetings.',
    contact: 'Partnership office, digital.accessibility@partnership.example',
    version: version + 1,
  })
  demo.at(demo.today.subtract({ days: 200 }))
  await demo.as('accessibility@canterbury.example').perform(addResource, {
    group: id,
    title: 'Guidance on accessible documents',
    description: 'How to write headings, tables and links that everybody can use.',
    link: 'https://accessibility.example/documents',
    audience: 'public',
    owner: demo.as('accessibility@thanet.example').personId,
    reviewOn: demo.today.add({ days: 150 }).toString(),
  })
}

async function resources(demo: Demo, group: GroupCard): Promise<void> {
  demo.at(demo.today.subtract({ days: 90 }))
  const secretary = demo.as(SECRETARY)
  const plan = [
    'Whom to call first, in this order',
    '1. The head of technology of your own organisation',
    '2. The information security lead of the county',
    '3. The national centre',
  ].join('\n')
  await secretary.perform(addResource, {
    group: group.id,
    title: 'Whom to call in an incident',
    description: 'One page to print and keep.',
    file: { name: 'whom-to-call.txt', bytes: Buffer.from(plan) },
    audience: 'members',
    owner: demo.as('security@ashford.example').personId,
    reviewOn: demo.today.add({ days: 12 }).toString(),
  })
  await secretary.perform(addResource, {
    group: group.id,
    title: 'Slides of the last cyber workshop',
    link: 'https://workshops.example/cyber',
    audience: 'partners',
    owner: secretary.personId,
    reviewOn: demo.today.add({ days: 200 }).toString(),
  })
}

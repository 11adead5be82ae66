// Writing a whole business case, section by section, as an applicant does in a browser.
import type { App } from './app.ts'
import type { Browser } from './browsing.ts'

export type CaseWords = {
  readonly title: string
  readonly problem: string
  /** Pounds, in two cost lines of a half each. */
  readonly pounds: number
  /** The words of the answer to "Group that puts it up", where there are several. */
  readonly group?: string
}

const GAIN = [
  'Ashford Borough Council',
  'Canterbury City Council',
  'Dartford Borough Council',
  'Dover District Council',
  'Gravesham Borough Council',
  'Kent County Council',
  'Maidstone Borough Council',
  'Medway Council',
  'Sevenoaks District Council',
  'Swale Borough Council',
  'Thanet District Council',
]

/** The sections in the order of the draft's list, with their answers. */
export function sectionsOf({
  pounds,
}: CaseWords): readonly (readonly [
  section: string,
  answers: Readonly<Record<string, string | readonly string[]>>,
])[] {
  const half = String(pounds / 2)
  return [
    [
      'The problem and who gains',
      { beneficiaries: 'Coastal teams of eleven partners, and residents near the cliffs.', benefiting: GAIN },
    ],
    [
      'The options considered',
      {
        'options-0-title': 'Do nothing',
        'options-0-forAndAgainst': 'It costs nothing, and cliffs go on falling unseen.',
        'options-0-chosen': 'No',
        'options-1-title': 'Fly twice a year',
        'options-1-forAndAgainst': 'It costs once, and all share the pictures.',
        'options-1-chosen': 'Yes',
      },
    ],
    [
      'The costs and match funding',
      {
        'costs-0-title': 'Two drones',
        'costs-0-yearStarting': '2026',
        'costs-0-amount': half,
        'costs-1-title': 'Pilots',
        'costs-1-yearStarting': '2027',
        'costs-1-amount': half,
      },
    ],
    [
      'The benefits and their measures',
      {
        'benefits-0-title': 'Falls are foreseen',
        'benefits-0-measure': 'Warnings before a fall',
        'benefits-0-baseline': '0',
        'benefits-0-target': '8 of 10',
        'benefits-0-dueOn': '2027-11-01',
      },
    ],
    [
      'The timescale',
      {
        'milestones-0-title': 'First flight',
        'milestones-0-on': '2027-03-01',
        'milestones-1-title': 'All cliffs flown',
        'milestones-1-on': '2027-09-01',
      },
    ],
    [
      'The risks',
      {
        'risks-0-cause': 'the wind is strong',
        'risks-0-event': 'no flights',
        'risks-0-consequence': 'late pictures',
        'risks-0-likelihood': '3',
        'risks-0-impact': '2',
        'risks-0-mitigation': 'Two spare weeks in each season.',
      },
    ],
    [
      'Equality screening',
      {
        outcome: 'Nobody is affected',
        reasoning: 'Screened with the equality lead: pictures of cliffs treat nobody differently.',
      },
    ],
  ]
}

/** Starts the case, fills in every section and submits it. Gives its address. */
export async function writeCase(author: Browser, words: CaseWords): Promise<string> {
  await author.open('/funding/cases')
  await author.follow('Start a business case')
  await author.send(
    {
      title: words.title,
      problem: words.problem,
      sponsor: 'Kent County Council',
      ...(words.group === undefined ? {} : { group: words.group }),
    },
    'Start the draft',
  )
  const address = author.page.path
  for (const [section, answers] of sectionsOf(words)) {
    await author.open(address)
    await author.follow(section)
    await author.send(answers, 'Save the section')
  }
  await author.open(address)
  await author.follow('Check your answers')
  await author.send({}, 'Submit the business case')
  return address
}

/** Has the case assessed by two members of the Leadership Group, so that it awaits the group's meeting. */
export async function assess(app: App, officer: Browser, address: string): Promise<void> {
  await officer.open(`${address}/assessors`)
  const assessors = ['leadership@dover.example', 'leadership@uni-kent.example']
  await officer.send({ people: assessors.map((mail) => app.personOf(mail)) })
  for (const mail of assessors) {
    const assessor = await app.browser(mail)
    await assessor.open(`${address}/score`)
    const names = [...assessor.page.body.matchAll(/name="(scores-\d+-score)"/g)].map(([, name]) => name ?? '')
    await assessor.send(Object.fromEntries([...new Set(names)].map((name) => [name, '3'])))
  }
  await officer.open(`${address}/assess`)
  await officer.send({ assessment: 'Both assessors scored the case against the published criteria.' })
  await app.drain()
}

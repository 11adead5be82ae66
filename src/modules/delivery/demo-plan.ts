// The plan of the demonstration's own year: what a county's directorates might have set out to do. Activities, people and
// what they reported are invented.
import type { Cause, IssueOutcome, Status } from './rules.ts'

/** What a lead says of an activity in a round. Months count from the first day of the plan. */
export type Told = {
  readonly status: Status
  readonly progress: string
  readonly issues?: readonly (readonly [code: string, words: string])[]
  /** What became of every issue that was open: carried on, or how it ended. */
  readonly former?: readonly [outcome: IssueOutcome | 'carried', words: string]
  readonly mitigations?: string
  readonly register?: 'project' | 'service' | 'directorate' | 'corporate'
  readonly end?: readonly [months: number, reason: string, cause: Cause]
  readonly board?: string
}

export type ActivitySketch = {
  readonly outcome: number
  readonly unit: string
  readonly lead: string
  readonly title: string
  readonly description: string
  /** The original end, in months after the first day of the plan; its last day. */
  readonly months: number
  readonly milestones?: readonly (readonly [
    kind: string,
    title: string,
    months: number,
    certainty: 'specific' | 'estimated',
  ])[]
  /** The outcome of the strategy that it serves; without it it is an orphan of the golden thread. */
  readonly serves?: number
  readonly told: readonly [Told, Told]
  /** In the round that is open now: how far the report is. */
  readonly now?: { readonly state: 'draft' | 'submitted' | 'signed' | 'returned'; readonly told: Told }
}

export const UNITS = [
  { code: 'get', name: 'Growth, Environment and Transport', director: 'estates@kcc.example' },
  { code: 'cype', name: 'Children, Young People and Education', director: 'children@kcc.example' },
  { code: 'asch', name: 'Adult Social Care and Health', director: 'adults@kcc.example' },
  { code: 'st', name: 'Strategic and Corporate Services', director: 'leadership@kcc.example' },
] as const

/** The three outcomes of the county council's strategic statement of 2015 to 2020, and the part that serves them all. */
export const OUTCOMES = [
  { number: 1, title: 'Children and young people in Kent get the best start in life' },
  {
    number: 2,
    title:
      'Kent communities feel the benefits of economic growth by being in-work, healthy and enjoying a good quality of life',
  },
  {
    number: 3,
    title: 'Older and vulnerable residents are safe and supported with choices to live independently',
  },
] as const
export const ENABLING = { number: 0, title: 'Corporate activity that enables the outcomes' } as const

const steady = (progress: string, board?: string): Told => ({
  status: 'on_track',
  progress,
  ...(board === undefined ? {} : { board }),
})

export const ACTIVITIES: readonly ActivitySketch[] = [
  {
    outcome: 1,
    unit: 'cype',
    lead: 'gis@kcc.example',
    title: 'Map school places against new homes',
    description: 'One map of planned homes and school places that planners and schools look at together.',
    months: 11,
    serves: 1,
    milestones: [
      ['approval_to_proceed', 'Business case approved', 2, 'specific'],
      ['go_live', 'Map open to schools', 10, 'estimated'],
    ],
    told: [
      steady('The data of five districts are in, and two sets of boundaries agree.'),
      steady(
        'Nine of twelve districts are in. Schools tried the first map in September.',
        'cabinet_committee',
      ),
    ],
    now: {
      state: 'signed',
      told: steady('All twelve districts are in; the map is with three schools to try.'),
    },
  },
  {
    outcome: 1,
    unit: 'cype',
    lead: 'project.manager@kcc.example',
    title: 'Bring records of early help into one system',
    description: 'Two systems become one, so that a family tells its story once.',
    months: 9,
    serves: 1,
    milestones: [['go_live', 'First two teams on the new system', 7, 'specific']],
    told: [
      steady('The supplier is chosen and the first team is named.'),
      {
        status: 'remedial_action',
        progress: 'Moving the old records takes longer than the supplier had said.',
        issues: [
          ['capacity', 'One analyst does the work of two until January.'],
          ['dependencies', 'The supplier’s import is late by six weeks.'],
        ],
        mitigations: 'A second analyst is borrowed from adult social care from November.',
        register: 'project',
        end: [12, 'The supplier’s import of old records is late', 'external'],
      },
    ],
    now: {
      state: 'submitted',
      told: {
        status: 'remedial_action',
        progress: 'The import works for one of two systems.',
        former: ['carried', 'The second analyst began last week.'],
        mitigations: 'The second analyst works on the import until it is done.',
        register: 'project',
      },
    },
  },
  {
    outcome: 1,
    unit: 'cype',
    lead: 'covenant@kcc.example',
    title: 'Support children of armed forces families who change school',
    description: 'A named contact in each district and one page that tells a family what to ask for.',
    months: 11,
    serves: 1,
    told: [
      steady('Contacts are named in eight districts.'),
      steady('All twelve contacts are named; the page is being written with families.'),
    ],
  },
  {
    outcome: 2,
    unit: 'get',
    lead: 'estates.officer@kcc.example',
    title: 'Release surplus land for homes with partners',
    description: 'Six sites with at least one other public body, through the Estates Partnership.',
    months: 11,
    serves: 2,
    milestones: [
      ['key_decision', 'Decision on the first two sites', 5, 'specific'],
      ['consultation_start', 'Consultation on the third site', 8, 'estimated'],
    ],
    told: [
      {
        status: 'remedial_action',
        progress: 'Two of six sites are agreed with the districts.',
        issues: [['legal', 'A covenant on one site has to be lifted.']],
        mitigations: 'Counsel’s opinion is asked for, due in August.',
        register: 'directorate',
      },
      {
        status: 'on_track',
        progress: 'Four sites are agreed; the covenant can be lifted.',
        former: ['resolved', 'Counsel says that the covenant does not bind a public body.'],
        board: 'cabinet_committee',
      },
    ],
    now: { state: 'draft', told: steady('The fifth site is agreed in principle.') },
  },
  {
    outcome: 2,
    unit: 'get',
    lead: 'fund.officer@kcc.example',
    title: 'Put fibre into rural business parks',
    description: 'Eleven parks that no supplier connects by itself.',
    months: 8,
    serves: 2,
    milestones: [['go_live', 'First park connected', 4, 'specific']],
    told: [
      steady('Three parks are connected.'),
      {
        status: 'unlikely',
        progress: 'The supplier gave the contract back after five parks.',
        issues: [
          ['financial', 'A new contract costs about a third more.'],
          ['stakeholders', 'Two parks have gone to a supplier of their own.'],
          ['delivery_environment', 'Prices for digging have risen since spring.'],
        ],
        mitigations: 'The director looks at a smaller list of parks in November.',
        register: 'corporate',
        end: [15, 'The supplier withdrew and the work is tendered again', 'external'],
        board: 'corporate_board',
      },
    ],
  },
  {
    outcome: 2,
    unit: 'get',
    lead: 'security@kcc.example',
    title: 'Make traffic signals safe from attack',
    description: 'Every junction on the county’s own network, with an alarm that somebody hears.',
    months: 6,
    serves: 2,
    told: [
      steady('Forty of ninety junctions are moved.'),
      steady('Eighty-two of ninety junctions are moved.', 'corporate_board'),
    ],
    now: {
      state: 'signed',
      told: steady('All ninety junctions are moved; the alarm is tried until December.'),
    },
  },
  {
    outcome: 3,
    unit: 'asch',
    lead: 'accessibility@kcc.example',
    title: 'Let people ask for care online and by telephone alike',
    description: 'The same questions, the same answer, whichever way somebody comes.',
    months: 10,
    serves: 3,
    milestones: [
      ['equality_screening', 'Equality screening', 1, 'specific'],
      ['go_live', 'Open in two districts', 8, 'estimated'],
    ],
    told: [
      steady('The questions are agreed and tried with twelve people.'),
      {
        status: 'remedial_action',
        progress: 'People with low vision could not finish the form.',
        issues: [['complexity', 'The supplier’s address search cannot be used by keyboard.']],
        mitigations: 'The address search is replaced; until then the telephone does it.',
        register: 'service',
      },
    ],
    now: {
      state: 'returned',
      told: {
        status: 'on_track',
        progress: 'The new address search is in.',
        former: ['resolved', 'Replaced in October.'],
      },
    },
  },
  {
    outcome: 3,
    unit: 'asch',
    lead: 'project.manager@kcc.example',
    title: 'Move day centres into shared buildings',
    description: 'Four centres into buildings of districts and health, each with a date people can plan for.',
    months: 11,
    told: [
      { status: 'not_started', progress: 'Waits for the districts’ accommodation reviews.' },
      steady('The first building is agreed with Thanet.'),
    ],
  },
  {
    outcome: 0,
    unit: 'st',
    lead: 'finance.officer@kcc.example',
    title: 'Close the books in half the days',
    description: 'From forty working days to twenty.',
    months: 5,
    told: [
      steady('The plan is agreed with the external auditor.'),
      steady('The first close took twenty-six days.', 'corporate_board'),
    ],
    now: { state: 'submitted', told: steady('The second close took twenty-one days.') },
  },
  {
    outcome: 0,
    unit: 'st',
    lead: 'partnership.officer@kcc.example',
    title: 'Agree what the county and its partners share next',
    description: 'One list of services to share, with what each would save.',
    months: 11,
    serves: 2,
    told: [
      steady('Partners named eleven services.'),
      steady('Four of the eleven have a lead and a first business case.', 'cabinet_members_meeting'),
    ],
  },
]

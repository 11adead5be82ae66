// The risks of the demonstration: what the partnership and its security group might worry about over two years. The
// worries are common ones; scores, people and events are invented.
import type { ControlKind, ImpactKind, Judged, Proximity, Response } from './rules.ts'

export type Scored = readonly [likelihood: number, impact: number, kind: ImpactKind]

export type ControlSketch = {
  readonly what: string
  readonly kind: ControlKind
  readonly owner: string
  /** Months after the beginning, what was found, and what showed it. */
  readonly tests: readonly (readonly [months: number, judged: Judged, words: string])[]
}

export type RiskSketch = {
  readonly register: 'kc' | 'isg'
  readonly title: string
  readonly cause: string
  readonly event: string
  readonly consequence: string
  readonly category: string
  readonly proximity: Proximity
  readonly response: Response
  readonly owner: string
  /** Months after the beginning of the demonstration. */
  readonly raised: number
  readonly inherent: Scored
  readonly residual: Scored
  readonly target: Scored
  readonly later?: readonly (readonly [months: number, residual: Scored, reason: string])[]
  readonly controls?: readonly ControlSketch[]
  readonly reviewed?: readonly (readonly [months: number, words: string])[]
  readonly escalated?: readonly [months: number, reason: string, accepted: string | null]
  readonly tolerated?: readonly [months: number, words: string]
  readonly closed?: readonly [months: number, why: 'happened' | 'no-longer-possible', words: string]
}

const PRIYA = 'partnership.officer@kcc.example'
const TOMASZ = 'fund.officer@kcc.example'
const GRACE = 'finance.officer@kcc.example'
const MARCUS = 'leadership@kcc.example'
const HELENA = 'leadership@medway.example'
const VIKTOR = 'security@medway.example'
const AMINA = 'security@kent-police.example'
const DYLAN = 'security@ashford.example'
const FREYA = 'security@kcc.example'

export const RISKS: readonly RiskSketch[] = [
  {
    register: 'kc',
    title: 'Partners leave the partnership',
    cause: 'budgets that fall faster than subscriptions',
    event: 'two or more larger partners give notice in the same year',
    consequence: 'higher shares for those who stay and fewer shared projects',
    category: 'partnership',
    proximity: 'year',
    response: 'treat',
    owner: HELENA,
    raised: 0,
    inherent: [4, 4, 'financial'],
    residual: [3, 4, 'financial'],
    target: [2, 4, 'financial'],
    later: [[13, [2, 4, 'financial'], 'Every partner renewed for the year']],
    controls: [
      {
        what: 'Each partner is shown once a year what it gained for its subscription',
        kind: 'preventive',
        owner: PRIYA,
        tests: [
          [12, 'effective', 'The update report of the year was read by all partners; none gave notice'],
        ],
      },
    ],
    reviewed: [[15, 'Asked again at the summer meeting; no partner thinks of leaving']],
  },
  {
    register: 'kc',
    title: 'The partnership office depends on two people',
    cause: 'a small office in which two officers know how everything is done',
    event: 'one of them is away for months',
    consequence: 'meetings without papers and claims that are paid late',
    category: 'people',
    proximity: 'three-months',
    response: 'treat',
    owner: MARCUS,
    raised: 1,
    inherent: [4, 3, 'service'],
    residual: [3, 3, 'service'],
    target: [2, 2, 'service'],
    controls: [
      {
        what: 'Written steps for the agenda, the ledger and the reports, tried by a deputy twice a year',
        kind: 'corrective',
        owner: PRIYA,
        tests: [[9, 'partly', 'The deputy published an agenda alone; the ledger needed a telephone call']],
      },
    ],
    reviewed: [[7, 'Still right']],
  },
  {
    register: 'kc',
    title: 'The development fund is not spent in time',
    cause: 'projects that start late',
    event: 'a third of the fund stays in the account at the end of the year',
    consequence: 'partners who ask for their money back',
    category: 'money',
    proximity: 'year',
    response: 'treat',
    owner: TOMASZ,
    raised: 2,
    inherent: [4, 3, 'financial'],
    residual: [3, 3, 'reputation'],
    target: [2, 2, 'financial'],
    later: [[18, [4, 3, 'reputation'], 'Two projects moved their dates and a third waits for its supplier']],
    reviewed: [[11, 'Spending was near the forecast at the end of the year']],
  },
  {
    register: 'kc',
    title: 'Councils are reorganised',
    cause: 'plans to replace county and districts by fewer councils',
    event: 'agreements and systems are held by bodies that no longer exist',
    consequence: 'shared services without a lawful party and contracts that have to be made anew',
    category: 'legal',
    proximity: 'later',
    response: 'treat',
    owner: HELENA,
    raised: 3,
    inherent: [4, 5, 'legal'],
    residual: [4, 4, 'legal'],
    target: [3, 3, 'legal'],
    later: [[14, [4, 3, 'legal'], 'Each agreement now names its successor']],
    reviewed: [
      [4, 'Watched; nothing is decided'],
      [8, 'A list of the agreements concerned was made'],
    ],
  },
  {
    register: 'kc',
    title: 'Shared data is used for what nobody agreed to',
    cause: 'data of several partners lying side by side',
    event: 'a report joins records that were given for different purposes',
    consequence: 'a finding of the Information Commissioner and partners who stop sharing',
    category: 'information',
    proximity: 'year',
    response: 'treat',
    owner: MARCUS,
    raised: 4,
    inherent: [4, 5, 'legal'],
    residual: [2, 5, 'legal'],
    target: [1, 4, 'legal'],
    controls: [
      {
        what: 'No data set is opened without a sharing agreement that names its purposes',
        kind: 'preventive',
        owner: FREYA,
        tests: [
          [
            10,
            'effective',
            'Five data sets were looked at; each has its agreement, and each report named it',
          ],
        ],
      },
    ],
    reviewed: [
      [10, 'Looked at with the data protection officers of four partners'],
      [16, 'Still right'],
    ],
  },
  {
    register: 'kc',
    title: 'Subscriptions come in late',
    cause: 'invoices that are paid at the end of each council’s own year',
    event: 'the account cannot pay a claim when it falls due',
    consequence: 'suppliers of small projects who wait for their money',
    category: 'money',
    proximity: 'year',
    response: 'tolerate',
    owner: GRACE,
    raised: 5,
    inherent: [3, 4, 'financial'],
    residual: [3, 4, 'financial'],
    target: [3, 4, 'financial'],
    tolerated: [7, 'The county lends for a month without interest; more would cost more than it is worth'],
    reviewed: [[12, 'No claim was paid late']],
  },
  {
    register: 'kc',
    title: 'The old booking system stops',
    cause: 'a system whose maker no longer mends it',
    event: 'desks at shared offices cannot be booked',
    consequence: 'officers who travel for nothing',
    category: 'technology',
    proximity: 'now',
    response: 'terminate',
    owner: PRIYA,
    raised: 1,
    inherent: [5, 2, 'service'],
    residual: [4, 2, 'service'],
    target: [1, 2, 'service'],
    closed: [11, 'no-longer-possible', 'The old system was switched off when the new one opened'],
  },
  {
    register: 'isg',
    title: 'Ransomware spreads from one partner to others',
    cause: 'networks that trust each other',
    event: 'an attacker who is inside one council reaches the systems of its neighbours',
    consequence: 'services of several councils lost for weeks',
    category: 'cyber',
    proximity: 'now',
    response: 'treat',
    owner: VIKTOR,
    raised: 0,
    inherent: [5, 5, 'service'],
    residual: [4, 5, 'service'],
    target: [2, 4, 'service'],
    later: [[12, [3, 5, 'service'], 'Twelve of sixteen partners now divide their networks']],
    escalated: [
      2,
      'Dividing the networks needs money and a date from each partner',
      'Each head of technology gives a date by the next meeting; the fund takes a joint case',
    ],
    controls: [
      {
        what: 'Connections between partners are closed except those on the agreed list',
        kind: 'preventive',
        owner: AMINA,
        tests: [
          [6, 'partly', 'Nine of sixteen partners keep to the list'],
          [15, 'partly', 'Twelve of sixteen partners keep to the list'],
        ],
      },
      {
        what: 'Copies of the main systems lie outside the network and are put back once a year',
        kind: 'corrective',
        owner: DYLAN,
        tests: [[13, 'effective', 'Put back at three partners within two days']],
      },
    ],
    reviewed: [
      [8, 'Still right'],
      [16, 'The four partners left have dates'],
    ],
  },
  {
    register: 'isg',
    title: 'Officers follow a false link',
    cause: 'messages that look more genuine each year',
    event: 'an officer gives a password to a stranger',
    consequence: 'letters sent to residents in a council’s name',
    category: 'cyber',
    proximity: 'now',
    response: 'treat',
    owner: FREYA,
    raised: 1,
    inherent: [5, 3, 'reputation'],
    residual: [4, 3, 'reputation'],
    target: [2, 3, 'reputation'],
    later: [[13, [3, 3, 'reputation'], 'In the spring exercise 11 in 100 followed the link, down from 20']],
    controls: [
      {
        what: 'Two exercises a year with a short course for whoever follows the link',
        kind: 'preventive',
        owner: FREYA,
        tests: [[12, 'partly', '11 in 100 followed the link in the spring exercise; the target was 8']],
      },
    ],
    reviewed: [[9, 'Still right']],
  },
  {
    register: 'isg',
    title: 'Servers without updates stay in use',
    cause: 'old systems that run only on servers no longer supported',
    event: 'a known weakness is used before anybody can close it',
    consequence: 'records of residents that are read by strangers',
    category: 'technology',
    proximity: 'three-months',
    response: 'treat',
    owner: DYLAN,
    raised: 3,
    inherent: [5, 4, 'legal'],
    residual: [3, 4, 'legal'],
    target: [1, 4, 'legal'],
    later: [[18, [4, 4, 'legal'], 'Support of two more systems ended this autumn']],
    escalated: [18, 'Replacing them is beyond the budgets of the three districts concerned', null],
    reviewed: [
      [9, 'Still right'],
      [14, 'The list of servers was renewed'],
    ],
  },
  {
    register: 'isg',
    title: 'Accounts of leavers stay open',
    cause: 'no common way to say that somebody has left',
    event: 'a former officer signs in to a shared system',
    consequence: 'data leaving without anybody noticing',
    category: 'information',
    proximity: 'year',
    response: 'treat',
    owner: AMINA,
    raised: 5,
    inherent: [4, 3, 'legal'],
    residual: [2, 3, 'legal'],
    target: [1, 3, 'legal'],
    controls: [
      {
        what: 'Leavers of all partners are taken off shared systems within a day',
        kind: 'corrective',
        owner: FREYA,
        tests: [
          [14, 'effective', 'Forty leavers of a month were followed; thirty-nine were gone the next day'],
        ],
      },
    ],
    reviewed: [[11, 'Still right']],
  },
  {
    register: 'isg',
    title: 'A supplier’s remote access is misused',
    cause: 'suppliers who keep a door open for their own convenience',
    event: 'somebody comes in through the door of a supplier',
    consequence: 'a breach that no partner sees for weeks',
    category: 'partnership',
    proximity: 'year',
    response: 'transfer',
    owner: VIKTOR,
    raised: 6,
    inherent: [4, 4, 'service'],
    residual: [2, 4, 'service'],
    target: [2, 3, 'service'],
    reviewed: [[12, 'Contracts of the year carry the new clause']],
  },
  {
    register: 'isg',
    title: 'Logs are not kept long enough',
    cause: 'systems that write over their logs after a month',
    event: 'nobody can say afterwards what an attacker did',
    consequence: 'a longer loss of service and a harder report to the regulator',
    category: 'cyber',
    proximity: 'later',
    response: 'tolerate',
    owner: FREYA,
    raised: 8,
    inherent: [4, 3, 'service'],
    residual: [4, 3, 'service'],
    target: [3, 3, 'service'],
  },
]

// The business cases of the demonstration. Those with `paper: true` bear the names of what the public papers say the
// fund paid for; sums, people, dates and everything else about them is invented, like the other cases altogether.

export type CaseSketch = {
  readonly title: string
  readonly paper: boolean
  readonly group: string
  /** Who writes it, who would run it: mail addresses of the cast. */
  readonly author: string
  readonly manager: string
  readonly sponsor: string
  readonly problem: string
  readonly beneficiaries: string
  readonly option: string
  readonly benefiting: readonly string[]
  readonly costs: readonly (readonly [title: string, pounds: string])[]
  readonly match?: readonly [source: string, pounds: string]
  readonly benefit: readonly [title: string, measure: string, baseline: string, target: string]
  readonly milestones: readonly string[]
  /** Months from the writing to each milestone; 3, 5, 7 when left out. */
  readonly months?: readonly number[]
  readonly risk: readonly [cause: string, event: string, consequence: string, mitigation: string]
  /** Scores of the two assessors, the same for every criterion but the last, which gets one less. */
  readonly scores: readonly [number, number]
  readonly assessors: readonly [string, string]
}

const DISTRICTS = [
  'ashford',
  'canterbury',
  'dartford',
  'dover',
  'folkestone-hythe',
  'gravesham',
  'maidstone',
  'sevenoaks',
  'swale',
  'thanet',
  'tonbridge-malling',
  'tunbridge-wells',
]
const COUNCILS = ['kcc', 'medway', ...DISTRICTS]

export const govroam: CaseSketch = {
  title: 'GovRoam across the county',
  paper: true,
  group: 'information-security',
  author: 'security@kcc.example',
  manager: 'project.manager@kcc.example',
  sponsor: 'kcc',
  problem:
    'Officers who work from another partner’s building cannot use its wireless network. Each visit begins with a request for a visitor code, and sensitive work is done over mobile telephones instead.',
  beneficiaries: 'Every officer who works at a partner’s site; the help desks that issue visitor codes today',
  option: 'Join the national roaming service with one sign-on for all partners',
  benefiting: [...COUNCILS, 'kent-police', 'kent-fire'],
  costs: [
    ['Wireless controllers and licences', '17500'],
    ['Installation at partner sites', '6500'],
  ],
  match: ['Kent Police', '2000'],
  benefit: ['Officers connect at once', 'Partners whose sites offer the network', '0 of 16', '16 of 16'],
  milestones: ['Pilot at two sites', 'Half of the sites connected', 'All sites connected'],
  risk: [
    'older access points cannot join',
    'some sites are left out',
    'officers lose trust in the service',
    'Survey every site before buying',
  ],
  scores: [4, 4],
  assessors: ['leadership@dover.example', 'leadership@uni-kent.example'],
}

export const cyberCourses: CaseSketch = {
  title: 'Four cyber security e-learning courses',
  paper: true,
  group: 'information-security',
  author: 'security@kent-police.example',
  manager: 'project.manager@maidstone.example',
  sponsor: 'kent-police',
  problem:
    'Each partner buys its own cyber security training, of different quality, and small councils buy none. Phishing exercises show that one officer in five follows the link.',
  beneficiaries: 'All staff of all partners, most of all in councils that have no training today',
  option: 'Commission four short courses once and share them',
  benefiting: [...COUNCILS, 'kent-police', 'kent-fire', 'uni-cccu'],
  costs: [
    ['Writing and recording four courses', '14500'],
    ['Hosting for two years', '4000'],
  ],
  benefit: [
    'Fewer people fall for phishing',
    'Officers who follow the link in an exercise',
    '20 in 100',
    '8 in 100',
  ],
  milestones: ['First course tried by three partners', 'Four courses published'],
  risk: [
    'courses age quickly',
    'content is wrong after a year',
    'officers learn the wrong thing',
    'A yearly review by the group is part of the price',
  ],
  scores: [4, 3],
  assessors: ['leadership@ashford.example', 'leadership@kent-fire.example'],
}

export const eLearning: CaseSketch = {
  title: 'E-learning for the partnership',
  paper: true,
  group: 'digital-accessibility',
  author: 'accessibility@kcc.example',
  manager: 'project.manager@canterbury.example',
  sponsor: 'canterbury',
  problem:
    'Courses made by one partner cannot be taken by the staff of another, because each runs its own learning system and none can publish to the others.',
  beneficiaries:
    'Staff who need a course their own employer does not have; training teams who make the same course twice',
  option: 'One shared catalogue that every partner’s system can read',
  benefiting: [...COUNCILS, 'uni-cccu', 'uni-greenwich'],
  costs: [
    ['Shared catalogue', '9000'],
    ['Converting twelve courses', '6000'],
  ],
  benefit: ['Courses are shared', 'Courses from one partner taken in another', '0', '12'],
  milestones: ['Catalogue open', 'Six courses shared', 'Twelve courses shared'],
  months: [3, 9, 18],
  risk: [
    'licences forbid sharing',
    'courses must be withdrawn',
    'the catalogue stays thin',
    'Check each licence before conversion',
  ],
  scores: [3, 4],
  assessors: ['leadership@swale.example', 'leadership@medway.example'],
}

export const booking: CaseSketch = {
  title: 'Booking system and IT support for shared workspaces',
  paper: true,
  group: 'smart-kent-medway',
  author: 'smart@maidstone.example',
  manager: 'project.manager@maidstone.example',
  sponsor: 'kcc',
  problem:
    'Desks in shared offices are booked by email and spreadsheet. Officers travel to find no desk free, and nobody at the site can help when a screen does not work.',
  beneficiaries: 'Officers of the partners that share offices, and the receptions that keep the spreadsheets',
  option: 'One booking page for all shared offices with a support line',
  benefiting: ['kcc', 'medway', ...DISTRICTS.slice(0, 9)],
  costs: [
    ['Booking system', '16000'],
    ['Support line for a year', '11000'],
  ],
  benefit: ['Nobody travels in vain', 'Bookings that end without a desk', '9 in 100', '1 in 100'],
  milestones: ['Two offices bookable', 'Eight offices bookable', 'Support line open'],
  risk: [
    'site data are wrong',
    'double bookings happen',
    'officers go back to email',
    'Count the desks at every site first',
  ],
  scores: [3, 3],
  assessors: ['leadership@dover.example', 'leadership@uni-greenwich.example'],
}

export const sensors: CaseSketch = {
  title: 'Sensor projects with KPSN',
  paper: true,
  group: 'smart-kent-medway',
  author: 'smart@medway.example',
  manager: 'project.manager@kcc.example',
  sponsor: 'medway',
  problem:
    'Air quality and river levels are measured by each council apart, with devices that need a mobile contract each, so most places are not measured at all.',
  beneficiaries: 'Environmental health and emergency planning teams; residents who ask what they breathe',
  option: 'Put low-power gateways on the county network and share the readings',
  benefiting: [...COUNCILS, 'uni-kent'],
  costs: [
    ['Gateways', '13000'],
    ['Sixty sensors', '8000'],
  ],
  benefit: ['More places are measured', 'Places with a reading every hour', '11', '71'],
  milestones: ['Gateways on the network', 'Thirty sensors reporting', 'Sixty sensors reporting'],
  months: [3, 8, 16],
  risk: [
    'sites refuse the antennas',
    'coverage has holes',
    'readings are missing where they matter',
    'Ask the sites before ordering',
  ],
  scores: [4, 3],
  assessors: ['leadership@canterbury.example', 'leadership@kent-police.example'],
}

export const hardship: CaseSketch = {
  title: 'Financial hardship projects (two)',
  paper: true,
  group: 'gis',
  author: 'gis@kcc.example',
  manager: 'project.manager@canterbury.example',
  sponsor: 'kcc',
  problem:
    'Households in difficulty are known to one service and unknown to the next. Help comes after arrears and court costs, not before.',
  beneficiaries: 'Households at risk, benefit teams and housing officers',
  option: 'Match council tax and housing data under one sharing agreement',
  benefiting: COUNCILS,
  costs: [
    ['Data matching', '8000'],
    ['Training of benefit teams', '4000'],
  ],
  benefit: ['Help comes earlier', 'Households offered help before court', '0', '400'],
  milestones: ['Sharing agreement signed', 'First households matched', 'All councils matched'],
  months: [4, 8, 17],
  risk: [
    'data are matched wrongly',
    'a household is contacted by mistake',
    'trust is lost',
    'An officer checks each match before contact',
  ],
  scores: [3, 4],
  assessors: ['leadership@thanet.example', 'leadership@ashford.example'],
}

export const chatbot: CaseSketch = {
  title: 'A chat assistant for council websites',
  paper: false,
  group: 'smart-kent-medway',
  author: 'smart@uni-kent.example',
  manager: 'project.manager@maidstone.example',
  sponsor: 'uni-kent',
  problem:
    'Residents telephone with questions that the website answers, because they do not find the page. Contact centres answer the same thirty questions all day.',
  beneficiaries: 'Residents who look for simple answers and contact centres of the councils',
  option: 'Buy one assistant for all councils',
  benefiting: COUNCILS,
  costs: [
    ['Licences', '38000'],
    ['Setting up', '9000'],
  ],
  benefit: ['Fewer calls', 'Calls about the thirty questions', '4,000 a month', '3,000 a month'],
  milestones: ['Trial at two councils', 'Open at all councils'],
  risk: ['answers are wrong', 'residents act on them', 'complaints rise', 'Answers only from approved pages'],
  scores: [2, 1],
  assessors: ['leadership@dover.example', 'leadership@kent-fire.example'],
}

export const champions: CaseSketch = {
  title: 'Digital champions in libraries',
  paper: false,
  group: 'digital-accessibility',
  author: 'accessibility@canterbury.example',
  manager: 'project.manager@canterbury.example',
  sponsor: 'canterbury',
  problem:
    'One resident in twelve never uses the internet, and online forms replace counters. Libraries are asked for help that their staff are not trained to give.',
  beneficiaries: 'Residents without skills or devices; library staff',
  option: 'Train volunteers in every library',
  benefiting: ['kcc', 'medway', ...DISTRICTS.slice(0, 8)],
  costs: [
    ['Training', '12000'],
    ['Loan tablets', '9000'],
  ],
  benefit: ['More residents manage online', 'Residents helped in a library', '300 a month', '900 a month'],
  milestones: ['Ten libraries', 'All libraries'],
  risk: [
    'volunteers do not stay',
    'sessions fall out',
    'residents are turned away',
    'Two volunteers for every session',
  ],
  scores: [3, 3],
  assessors: ['leadership@swale.example', 'leadership@uni-cccu.example'],
}

export const wayfinding: CaseSketch = {
  title: 'Indoor maps of public buildings',
  paper: false,
  group: 'gis',
  author: 'gis@swale.example',
  manager: 'project.manager@kcc.example',
  sponsor: 'swale',
  problem:
    'Visitors and ambulance crews lose minutes finding a room in large public buildings, whose plans lie in drawers.',
  beneficiaries: 'Visitors, fire crews and ambulance crews',
  option: 'Draw the plans once to one standard',
  benefiting: ['swale', 'medway', 'kent-fire'],
  costs: [['Survey of twelve buildings', '9500']],
  benefit: ['Rooms are found', 'Buildings with a map', '0', '12'],
  milestones: ['Six buildings drawn', 'Twelve buildings drawn'],
  risk: [
    'plans are out of date',
    'maps mislead',
    'crews stop using them',
    'Each building names who keeps its plan',
  ],
  scores: [2, 3],
  assessors: ['leadership@dover.example', 'leadership@ashford.example'],
}

export const documents: CaseSketch = {
  title: 'A service that makes documents accessible',
  paper: false,
  group: 'digital-accessibility',
  author: 'accessibility@uni-cccu.example',
  manager: 'project.manager@canterbury.example',
  sponsor: 'uni-cccu',
  problem:
    'Committee papers are published as scans that screen readers cannot read. Each council repairs a few when somebody complains, and the law asks for all.',
  beneficiaries: 'Readers who use screen readers, and democratic services in every council',
  option: 'One shared service that repairs documents before publication',
  benefiting: [...COUNCILS, 'uni-cccu'],
  costs: [
    ['Repair tools', '14000'],
    ['A trained officer, half a year', '8000'],
  ],
  benefit: ['Papers can be read by all', 'Published papers that pass the check', '22 in 100', '90 in 100'],
  milestones: ['Three councils use it', 'All councils use it'],
  risk: [
    'volumes are larger than thought',
    'repairs come late',
    'papers are published unrepaired',
    'Begin with committee papers only',
  ],
  scores: [4, 4],
  assessors: ['leadership@medway.example', 'leadership@gravesham.example'],
}

export const secondDrill: CaseSketch = {
  title: 'A second data drill with the health service',
  paper: false,
  group: 'gis',
  author: 'gis@dover.example',
  manager: 'project.manager@kcc.example',
  sponsor: 'dover',
  problem:
    'The first data drill showed that councils can share flood data within two hours. It also showed that nobody can reach the health service’s lists of people who need help to leave their homes.',
  beneficiaries: 'People who cannot leave their homes alone, and emergency planners in every council',
  option: 'A drill with the health service and one agreed format',
  benefiting: [...COUNCILS, 'kent-police', 'kent-fire'],
  costs: [
    ['Facilitation', '9000'],
    ['Sharing agreement', '7000'],
  ],
  benefit: ['Lists are there when needed', 'Hours until the list is shared', 'not possible', '4'],
  milestones: ['Agreement signed', 'Drill held', 'Findings published'],
  risk: [
    'health data cannot be shared',
    'the drill runs without them',
    'the gap stays',
    'Begin with the agreement, not the drill',
  ],
  scores: [4, 3],
  assessors: ['leadership@canterbury.example', 'leadership@kent-police.example'],
}

export const lamps: CaseSketch = {
  title: 'Street lamps that report their faults',
  paper: false,
  group: 'smart-kent-medway',
  author: 'smart@tonbridge-malling.example',
  manager: 'project.manager@maidstone.example',
  sponsor: 'tonbridge-malling',
  problem:
    'Faulty street lamps are found by residents who report them or by night patrols. Half are dark for more than two weeks.',
  beneficiaries: 'Residents and highway teams',
  option: 'Fit reporting units to two thousand lamps on the county network',
  benefiting: COUNCILS,
  costs: [
    ['Units', '19000'],
    ['Fitting', '6000'],
  ],
  match: ['Highway maintenance budget', '5000'],
  benefit: ['Dark lamps are few', 'Days until a dark lamp is lit', '16', '4'],
  milestones: ['Five hundred lamps', 'Two thousand lamps'],
  risk: [
    'the network does not reach',
    'some lamps stay silent',
    'patrols must go on',
    'Test in one valley first',
  ],
  scores: [3, 2],
  assessors: ['leadership@thanet.example', 'leadership@uni-kent.example'],
}

export const accessStandard: CaseSketch = {
  title: 'Testing with disabled users',
  paper: false,
  group: 'digital-accessibility',
  author: 'accessibility@thanet.example',
  manager: 'project.manager@canterbury.example',
  sponsor: 'thanet',
  problem:
    'Websites pass automatic checks and still cannot be used by many disabled residents, because nobody tries them with the people concerned before they open.',
  beneficiaries: 'Disabled residents and the web teams of every council',
  option: 'A standing panel of disabled testers shared by all partners',
  benefiting: [...COUNCILS, 'uni-kent'],
  costs: [['Panel fees for a year', '12500']],
  benefit: ['Barriers are found before opening', 'Services tried by the panel', '0', '24'],
  milestones: ['Panel formed', 'Twelve services tried'],
  risk: [
    'testers are asked too much',
    'they leave',
    'results are thin',
    'No more than one test a month for each',
  ],
  scores: [4, 3],
  assessors: ['leadership@sevenoaks.example', 'leadership@uni-greenwich.example'],
}

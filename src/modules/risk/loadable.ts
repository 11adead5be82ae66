// The columns of a file of risks, as it is loaded and as a register writes it, so that what was written can be loaded
// again and changes nothing.
import type { Column } from '#platform/tables/index.ts'
import type { RiskRow } from './queries/risks.ts'

/** The headings of the file; the first five are needed. */
export const HEADINGS = [
  'register',
  'title',
  'cause',
  'event',
  'consequence',
  'reference',
  'category',
  'proximity',
  'owner',
  'response',
  'state',
  'inherent_likelihood',
  'inherent_impact',
  'residual_likelihood',
  'residual_impact',
  'target_likelihood',
  'target_impact',
] as const
export type Heading = (typeof HEADINGS)[number]

export const NEEDED: readonly Heading[] = HEADINGS.slice(0, 5)

// An owner is written as the reference of the person: a name is not one person's, and an address is theirs to show.
const VALUES: Readonly<Record<Heading, (row: RiskRow) => string | number | null>> = {
  register: (row) => row.register_code,
  title: (row) => row.title,
  cause: (row) => row.cause,
  event: (row) => row.event,
  consequence: (row) => row.consequence,
  reference: (row) => row.reference,
  category: (row) => row.category_code,
  proximity: (row) => row.proximity,
  owner: (row) => row.owner_person_id,
  response: (row) => row.response,
  state: (row) => row.state,
  inherent_likelihood: (row) => row.inherent_likelihood,
  inherent_impact: (row) => row.inherent_impact,
  residual_likelihood: (row) => row.residual_likelihood,
  residual_impact: (row) => row.residual_impact,
  target_likelihood: (row) => row.target_likelihood,
  target_impact: (row) => row.target_impact,
}

export const loadableColumns: readonly Column<RiskRow>[] = HEADINGS.map((heading) => ({
  key: heading,
  label: heading,
  kind: /_(?:likelihood|impact)$/.test(heading) ? 'number' : 'text',
  value: VALUES[heading],
}))

/** A cell as it was before our own CSV kept it from being run as a formula. */
export const unguarded = (cell: string): string => cell.replace(/^'(?=[=+\-@\t\n\r])/, '')

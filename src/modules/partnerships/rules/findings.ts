// A stated figure that differs from its recount is a finding, and a finding must be explained before a report
// goes to a committee: the reader of a paper must not be the first to count.
import { refuse } from '#platform/errors/index.ts'

/** The counts that papers state and records can prove. */
export const DECLARED = {
  partners: 'Partners',
  'higher-subscribers': 'Partners that pay the higher subscription',
} as const
export type DeclaredName = keyof typeof DECLARED

export type Finding = {
  readonly rule: string
  readonly message: string
  readonly stated: string
  readonly recounted: string
  readonly subjects: readonly string[]
}

export type Explanation = {
  /** The finding it explains, by `keyOf`. */
  readonly finding: string
  readonly text: string
  readonly by: string | null
  readonly at: string
}

/** What makes a finding the same finding: the rule and both figures. When the recount moves, it is another, and must be explained anew. */
export const keyOf = (finding: Pick<Finding, 'rule' | 'stated' | 'recounted'>): string =>
  `${finding.rule} ${finding.stated} ${finding.recounted}`

/** The explanation of a finding as it stands, or undefined. */
export const explanationOf = (finding: Finding, explained: readonly Explanation[]): Explanation | undefined =>
  explained.find((one) => one.finding === keyOf(finding))

/** The findings that nobody has explained. */
export const unexplained = (findings: readonly Finding[], explained: readonly Explanation[]): Finding[] =>
  findings.filter((finding) => explanationOf(finding, explained) === undefined)

/** The explanations with one more, in place of an earlier one of the same finding. */
export const explainedWith = (explained: readonly Explanation[], one: Explanation): Explanation[] => [
  ...explained.filter((earlier) => earlier.finding !== one.finding),
  one,
]

/** P8: refuses to issue a report while a finding stands unexplained, and says each. */
export function mayIssue(findings: readonly Finding[], explained: readonly Explanation[]): void {
  const open = unexplained(findings, explained)
  if (open.length === 0) return
  refuse(
    'conflict',
    'partnerships.report.unexplained',
    `${open.length === 1 ? 'One figure differs' : `${open.length} figures differ`} from the records and must be explained first. ${open.map((finding) => finding.message).join(' ')}`,
    { figures: { findings: open.length } },
  )
}

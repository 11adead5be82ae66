// What an exception has to say: its issues, raised now or carried from last time, what is being done, and in which
// register it stands (V7, V10).
import type { Fault } from '#platform/errors/index.ts'
import type { Given, LastAnswers, ReportedIssue, ReportBasis, Told } from './answers.ts'
import { isNotOnTrack, statusWord, type RegisterLevel } from './words.ts'

/** V7: an issue of last time is carried or closed with its outcome; on track leaves none open. */
export function issuesTold(basis: ReportBasis, given: Given): { reported: ReportedIssue[]; faults: Fault[] } {
  const open = basis.last?.openIssues ?? []
  const reported: ReportedIssue[] = []
  const faults: Fault[] = []
  const stillOpen: string[] = []
  open.forEach((issue, at) => {
    const said = (given.openIssues ?? []).find((one) => one.issue === issue.id)
    const field = (name: string): string => `openIssues-${at}-${name}`
    if (said?.answer === 'closed') {
      if (said.outcome === null)
        faults.push({ field: field('outcome'), message: `Select how “${issue.label}” ended` })
      if (said.outcomeWords === null)
        faults.push({ field: field('outcomeWords'), message: `Say in a sentence how “${issue.label}” ended` })
    } else {
      stillOpen.push(issue.label)
      if (given.status === 'on_track')
        faults.push({ field: field('answer'), message: `Close “${issue.label}” with its outcome` })
      else if (said?.answer !== 'carried')
        faults.push({ field: field('answer'), message: `Say whether “${issue.label}” is still an issue` })
    }
    const isClosed = said?.answer === 'closed'
    reported.push({
      code: issue.code,
      label: issue.label,
      words: (isClosed ? null : said?.words) ?? issue.words,
      answer: isClosed ? 'closed' : 'carried',
      carriedFromId: issue.id,
      outcome: isClosed ? said.outcome : null,
      outcomeWords: isClosed ? said.outcomeWords : null,
    })
  })
  if (given.status === 'on_track' && stillOpen.length > 0)
    faults.unshift({
      field: 'status',
      message: `${statusWord.on_track}, with ${stillOpen.length === 1 ? 'an issue' : 'issues'} still open: ${stillOpen.join(', ')}. Close each with its outcome below, or choose another status`,
    })
  const raised = isNotOnTrack(given.status) ? raisedIn(basis, given, faults) : []
  if (isNotOnTrack(given.status) && raised.length === 0 && reported.every((one) => one.answer === 'closed'))
    faults.push({ field: 'issues', message: 'Select at least one issue: what stands in the way?' })
  return { reported: [...reported, ...raised], faults }
}

function raisedIn(basis: ReportBasis, given: Given, faults: Fault[]): ReportedIssue[] {
  const carried = new Set((basis.last?.openIssues ?? []).map((one) => one.code))
  return (given.issues ?? []).flatMap(({ code, words }, at): ReportedIssue[] => {
    if (code === null) return []
    const entry = basis.issueCodes.find((one) => one.code === code)
    if (entry === undefined) {
      faults.push({ field: `issues-${at}-code`, message: `“${code}” is not in the plan’s list of issues` })
      return []
    }
    if (carried.has(code)) {
      faults.push({
        field: `issues-${at}-code`,
        message: `“${entry.label}” was raised before: say above whether it is carried or closed`,
      })
      return []
    }
    if (code === 'other' && words === null)
      faults.push({ field: `issues-${at}-words`, message: 'Say which other issue there is' })
    return [
      {
        code,
        label: entry.label,
        words,
        answer: 'raised',
        carriedFromId: null,
        outcome: null,
        outcomeWords: null,
      },
    ]
  })
}

/** V10: mitigations are words. A tick without words is refused. */
export function mitigationsTold(last: LastAnswers | null, given: Given): Told<string | null> {
  const former = last?.mitigations ?? null
  const is = given.mitigationsAre ?? (given.mitigations === null ? null : 'changed')
  const stays = former !== null && is === 'still-true'
  const faults: Fault[] =
    is === 'changed' && given.mitigations === null
      ? [
          {
            field: 'mitigations',
            message: 'Write what is being done. A tick without words tells nobody anything, and is not taken',
          },
        ]
      : !stays && is !== 'changed' && is !== 'none' && former === null
        ? [{ field: 'mitigationsAre', message: 'Say what is being done about it, or that nothing is yet' }]
        : []
  return {
    question: 'mitigations',
    value: is === 'none' ? null : stays ? former : is === 'changed' ? given.mitigations : former,
    wasShown: former !== null,
    is: stays ? 'confirmed' : is === 'changed' || is === 'none' ? 'changed' : null,
    faults,
  }
}

type RegistersTold = {
  readonly isRecorded: boolean | null
  readonly levels: readonly RegisterLevel[]
  readonly riskId: string | null
  readonly reference: string | null
}

export function registersTold(basis: ReportBasis, given: Given): Told<RegistersTold> {
  const { last, risks } = basis
  const isKnown = (last?.isRecorded ?? null) !== null
  const risk = risks.find((one) => one.id === given.risk)
  const levels = new Set([...(given.registers ?? []), ...(risk === undefined ? [] : [risk.level])])
  const is =
    given.registersAre ?? (levels.size > 0 || given.riskReference !== null ? ('recorded' as const) : null)
  const stays = isKnown && is === 'still-true'
  const former: RegistersTold = {
    isRecorded: last?.isRecorded ?? null,
    levels: last?.registers ?? [],
    riskId: last?.riskId ?? null,
    reference: last?.riskReference ?? null,
  }
  const faults: Fault[] = []
  if (given.risk !== null && risk === undefined)
    faults.push({ field: 'risk', message: 'Choose a risk about this activity from the list' })
  if (is === 'recorded' && levels.size === 0)
    faults.push({ field: 'registers', message: 'Select in which registers it is recorded' })
  if (is !== 'recorded' && is !== 'not-recorded' && !stays && !isKnown)
    faults.push({ field: 'registersAre', message: 'Say whether it is recorded in a risk register' })
  const none: RegistersTold = { isRecorded: false, levels: [], riskId: null, reference: null }
  return {
    question: 'registers',
    value:
      is === 'not-recorded'
        ? none
        : is === 'recorded'
          ? {
              isRecorded: true,
              levels: [...levels],
              riskId: risk?.id ?? null,
              reference: given.riskReference ?? risk?.reference ?? null,
            }
          : former,
    wasShown: isKnown,
    is: stays ? 'confirmed' : is === 'recorded' || is === 'not-recorded' ? 'changed' : null,
    faults,
  }
}

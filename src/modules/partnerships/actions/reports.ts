// The partnership update report: written from the records, explained where a stated figure differs, and issued.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { json } from '#platform/database/index.ts'
import { invalid, notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatDateRange, londonDate } from '#platform/time/index.ts'
import { maySeeReport, type Report } from '../queries/reports.ts'
import { composeReport, hashOf, markOf } from '../report-content.ts'
import { explainedWith, keyOf, mayIssue, unexplained } from '../rules/findings.ts'
import {
  CLASSIFICATIONS,
  frontSheetFor,
  linesOf,
  mayChange,
  mayExplain,
  periodFaults,
  recommendationFaults,
  type FrontSheet,
} from '../rules/report.ts'
import { lockedPartnership, mustBeOfficer } from './partnerships.ts'
import { partnershipById } from '../queries/partnerships.ts'

const mustBeCurrent = versionCheck('partnerships.report.stale', 'report')

/** Writes a draft for a period. Out: where it is, and the figures that must be explained before it is issued. */
export const writeReport = action({
  name: 'partnerships.report.write',
  title: 'Write a partnership update report',
  doors: ['page', 'api', 'command'],
  fields: {
    partnership: field.code('Partnership'),
    from: field.date('First day'),
    to: field.date('Last day'),
  },
  async run(inside, { partnership, from, to }) {
    const found = await lockedPartnership(inside, partnership)
    mustBeOfficer(inside, 'partnerships.report.write', found.id)
    const faults = periodFaults(from, to, londonDate(inside.now))
    if (faults.length > 0) invalid('partnerships.report.period', faults)
    const id = inside.id()
    const front = frontSheetFor(found, formatDateRange(from, to))
    await inside.subject({
      id,
      module: 'partnerships',
      noun: 'report',
      title: front.subject,
      audience: `partnership:${found.id}`,
    })
    await inside.tx
      .insertInto('partnerships.report')
      .values({
        id,
        partnership_id: found.id,
        from_on: from,
        to_on: to,
        front,
        explained: json([]),
        content: null,
        findings: null,
        hash: null,
        written_at: inside.now,
        written_by: personOf(inside),
        issued_at: null,
        issued_by: null,
      })
      .execute()
    const { findings } = await composeReport(inside, {
      id,
      partnership_id: found.id,
      from_on: from,
      to_on: to,
      front,
      explained: [],
    })
    return {
      subject: id,
      result: {
        id,
        address: `/partnerships/${found.code}/reports/${id}`,
        findings: findings.map((finding) => finding.message),
        toExplain: findings.map(markOf),
      },
      facts: { partnership: found.id, from: from.toString(), to: to.toString(), findings: findings.length },
    }
  },
})

const lines = (label: string, hint: string) => field.longText(label, { hint, most: 4000 })

/** Changes the front sheet of a draft. */
export const editReport = action({
  name: 'partnerships.report.edit',
  title: 'Change the front sheet',
  doors: ['page', 'api', 'command'],
  fields: {
    report: field.id('Report'),
    from: lines('From', 'Name and role, one a line'),
    to: field.text('To', { hint: 'The committee and the date of its meeting' }),
    subject: field.text('Subject'),
    classification: field.choice('Classification', CLASSIFICATIONS),
    pastPathway: field.text('Past pathway', { most: 500, hint: 'Where the report has been, or None' }),
    futurePathway: field.text('Future pathway', { most: 500, hint: 'Where it goes next, or None' }),
    division: field.text('Electoral division', { hint: 'For example, All divisions' }),
    summary: field.longText('Summary', { most: 2000 }),
    recommendations: lines(
      'Recommendations',
      'One a line, each with what the committee is asked to do: NOTE, ENDORSE, AGREE …',
    ),
    background: lines('Background documents', 'One a line').optional(),
    version: field.version(),
  },
  async run(inside, { report, version, ...answers }) {
    const found = await lockedDraft(inside, report, version)
    const front: FrontSheet = {
      ...answers,
      from: linesOf(answers.from),
      recommendations: linesOf(answers.recommendations),
      background: linesOf(answers.background ?? ''),
    }
    const faults = recommendationFaults(front.recommendations)
    if (faults.length > 0) invalid('partnerships.report.recommendations', faults)
    await inside.subject({
      id: found.id,
      module: 'partnerships',
      noun: 'report',
      title: front.subject,
      audience: `partnership:${found.partnership_id}`,
    })
    await inside.tx
      .updateTable('partnerships.report')
      .set({ front, version: version + 1 })
      .where('id', '=', found.id)
      .execute()
    return { subject: found.id, result: await addressOf(inside, found), facts: { version: version + 1 } }
  },
})

/** The author explains why a stated figure differs from the records (P8). */
export const explainFinding = action({
  name: 'partnerships.report.explain',
  title: 'Explain a figure',
  doors: ['page', 'api', 'command'],
  fields: {
    report: field.id('Report'),
    finding: field.text('Finding', { most: 16, hint: 'As the report’s own page or “report write” gives it' }),
    explanation: field.longText('Explanation', {
      most: 1000,
      least: 15,
      wording: 'Explanation must say why the figures differ, in a sentence',
    }),
    version: field.version(),
  },
  async run(inside, { report, finding, explanation, version }) {
    const found = await lockedDraft(inside, report, version)
    mayExplain(found.written_by, personOf(inside))
    const { findings } = await composeReport(inside, found)
    const wanted = findings.find((one) => markOf(one) === finding)
    if (wanted === undefined) {
      refuse(
        'conflict',
        'partnerships.report.finding-gone',
        'This figure has changed or agrees by now. Look at the report again.',
      )
    }
    const explained = explainedWith(found.explained, {
      finding: keyOf(wanted),
      text: explanation,
      by: personOf(inside),
      at: inside.now.toString(),
    })
    await inside.tx
      .updateTable('partnerships.report')
      .set({ explained: json(explained), version: version + 1 })
      .where('id', '=', found.id)
      .execute()
    return {
      subject: found.id,
      result: { ...(await addressOf(inside, found)), left: unexplained(findings, explained).length },
      facts: { left: unexplained(findings, explained).length },
    }
  },
})

/** Issues a report: its content, its findings and their hash are kept as they are now (P9). Refused while a figure is unexplained (P8). */
export const issueReport = action({
  name: 'partnerships.report.issue',
  title: 'Issue the report',
  doors: ['page', 'api', 'command'],
  fields: { report: field.id('Report'), version: field.version() },
  async run(inside, { report, version }) {
    const found = await lockedDraft(inside, report, version)
    mustBeOfficer(inside, 'partnerships.report.issue', found.partnership_id)
    const { content, findings } = await composeReport(inside, found)
    mayIssue(findings, found.explained)
    const hash = hashOf(content)
    const audience =
      found.front.classification === 'unrestricted' ? 'public' : `partnership:${found.partnership_id}`
    await inside.subject({
      id: found.id,
      module: 'partnerships',
      noun: 'report',
      title: found.front.subject,
      audience,
    })
    await inside.tx
      .updateTable('partnerships.report')
      .set({
        state: 'issued',
        content: json(content),
        findings: json(findings),
        hash,
        issued_at: inside.now,
        issued_by: personOf(inside),
        version: version + 1,
      })
      .where('id', '=', found.id)
      .execute()
    await inside.announce('partnerships.report.issued', found.id, {
      report: found.id,
      partnership: found.partnership_id,
    })
    return {
      subject: found.id,
      result: { ...(await addressOf(inside, found)), hash },
      facts: { hash, findings: findings.length },
    }
  },
})

async function lockedDraft(inside: Inside, id: string, version: number): Promise<Report> {
  const found = await inside.tx
    .selectFrom('partnerships.report')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (found === undefined || !maySeeReport(inside, found)) return notFound('report')
  mustBeOfficer(inside, 'partnerships.report.write', found.partnership_id)
  mayChange(found.state)
  mustBeCurrent(found, version, { subject: found.front.subject, summary: found.front.summary })
  return found
}

async function addressOf(inside: Inside, report: Report): Promise<{ id: string; address: string }> {
  const { code } = await partnershipById(inside, report.partnership_id)
  return { id: report.id, address: `/partnerships/${code}/reports/${report.id}` }
}

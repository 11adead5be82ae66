// Partnership update reports: which there are for this reader, and one of them.
import { query, type Reader } from '#platform/actions/index.ts'
import type { Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field, isRecordId } from '#platform/fields/index.ts'
import type { ReportTable } from '../schema.ts'
import { partnershipByCode } from './partnerships.ts'

export type Report = Selectable<ReportTable>

/** Whether this reader may see the report: drafts are their officers', issued ones are as open as their classification. */
export function maySeeReport(
  reader: Reader,
  report: Pick<Report, 'partnership_id' | 'state' | 'front'>,
): boolean {
  const scope = { kind: 'partnership', id: report.partnership_id }
  if (reader.may('partnerships.report.write', scope)) return true
  if (report.state === 'draft') return false
  return (
    report.front.classification === 'unrestricted' || reader.may('partnerships.report.read-members', scope)
  )
}

/** The report, or the refusal that it is not there or not this reader's to see. */
export async function reportById(reader: Reader, id: string): Promise<Report> {
  if (!isRecordId(id)) return notFound('report')
  const row = await reader.db
    .selectFrom('partnerships.report')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row !== undefined && maySeeReport(reader, row) ? row : notFound('report')
}

/** The reports of a partnership that this reader may see, the latest period first. */
export async function reportsOf(reader: Reader, partnershipId: string): Promise<Report[]> {
  const rows = await reader.db
    .selectFrom('partnerships.report')
    .selectAll()
    .where('partnership_id', '=', partnershipId)
    .orderBy('to_on', 'desc')
    .orderBy('written_at', 'desc')
    .orderBy('id')
    .execute()
  return rows.filter((row) => maySeeReport(reader, row))
}

/** For the doors: the reports, without their content. */
export const listReports = query({
  name: 'partnerships.report.list',
  title: 'List partnership update reports',
  doors: ['page', 'api', 'command'],
  parameters: { partnership: field.code('Partnership code') },
  async run(reader, { partnership }) {
    const found = await partnershipByCode(reader, partnership)
    const rows = (await reportsOf(reader, found.id)).map(
      ({ id, from_on, to_on, state, front, issued_at, hash }) => ({
        id,
        from_on,
        to_on,
        state,
        subject: front.subject,
        classification: front.classification,
        issued_at,
        hash,
        address: `/partnerships/${found.code}/reports/${id}`,
      }),
    )
    return { rows }
  },
})

/** One report; an issued one with its content as it was frozen. */
export const readReport = query({
  name: 'partnerships.report.read',
  title: 'Show a partnership update report',
  doors: ['page', 'api', 'command'],
  parameters: { report: field.id('Report') },
  run: (reader, { report }) => reportById(reader, report),
})

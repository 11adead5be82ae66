// The codes of a workplace, and the sheet of labels as a PDF.
import { pdfOf } from '#platform/documents/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { download, get, page, type Page, originOf } from '#platform/http/index.ts'
import { fileOf, filterOf, formatOf } from '#platform/tables/index.ts'
import { codeAddress, codeSheet } from '../documents.ts'
import { floorsOf, resourcesOf, zonesOf } from '../queries/estate.ts'
import { MANAGE } from '../queries/seeing.ts'
import { codeColumns, codesView } from '../views/codes.ts'
import { managed } from './managed.ts'

const MOST_LABELS = 600

const codes = get('/workspaces/:site/manage/codes', {
  permission: MANAGE,
  async run(visit) {
    const site = await managed(visit, MANAGE)
    const [floor, zone, kind, name] = ['floor', 'zone', 'kind', 'place'].map((one) => filterOf(visit, one))
    const rows = (await resourcesOf(visit, site.site_id)).filter(
      (one) =>
        (floor === undefined || one.floor_code === floor) &&
        (zone === undefined || one.zone_code === zone) &&
        (kind === undefined || one.kind === kind) &&
        (name === undefined || one.name.toLowerCase().includes(name.toLowerCase())),
    )
    const address = (code: string): string => codeAddress(originOf(visit), code)
    const format = formatOf(visit)
    if (format !== undefined) return fileOf(format, `codes-${site.code}`, codeColumns(address), rows)
    if (visit.query['format'] === 'pdf') {
      if (rows.length === 0 || rows.length > MOST_LABELS)
        refuse(
          'invalid',
          'workspaces.codes.too-many',
          `A sheet has from 1 to ${MOST_LABELS} labels, and this would have ${rows.length}. Choose a floor or a zone.`,
        )
      const on = visit.now.toZonedDateTimeISO(site.time_zone).toPlainDate()
      const sheet = codeSheet({ site, resources: rows, address: originOf(visit), on })
      return download({
        name: `codes-${site.code}.pdf`,
        type: 'application/pdf',
        bytes: await pdfOf(sheet, { now: visit.now }),
        inline: true,
      })
    }
    const [floors, zones] = [await floorsOf(visit, site.site_id), await zonesOf(visit, site.site_id)]
    return page(codesView({ site, floors, zones, rows, query: visit.query, address, most: MOST_LABELS }))
  },
})

export const codePages: readonly Page[] = [codes]

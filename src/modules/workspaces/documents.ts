// The sheet of codes: a label for each desk and door, to print and cut out. Each says in words what it is and where, so
// that nobody needs the code to find it, and the address for whoever cannot scan.
import type { DocumentModel } from '#platform/documents/index.ts'
import { Defect } from '#platform/errors/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { placeInWords, type Resource } from './queries/estate.ts'
import type { Workplace } from './queries/workplaces.ts'
import { qrOf, qrSvg } from '#platform/charts/index.ts'

/** The address behind a code. */
export const codeAddress = (address: string, code: string): string =>
  `${address.replace(/\/+$/, '')}/workspaces/at/${code}`

export function qrDrawing(text: string, words: string): string {
  const code = qrOf(text)
  if (code === null) throw new Defect('The address is too long for a code.')
  return qrSvg(code, words)
}

const capitalised = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1)

export function codeSheet(sheet: {
  readonly site: Workplace
  readonly resources: readonly Resource[]
  readonly address: string
  readonly on: Temporal.PlainDate
}): DocumentModel {
  const { site, resources, address } = sheet
  const floors = [...Map.groupBy(resources, (one) => one.floor_name)]
  return {
    title: `Codes for ${site.name}`,
    language: 'en-GB',
    address,
    sections: floors.map(([floor, there], at) => ({
      heading: floor,
      startsPage: at > 0,
      blocks: [
        {
          kind: 'labels' as const,
          labels: there.map((resource) => {
            const link = codeAddress(address, resource.check_in_code)
            return {
              svg: qrDrawing(link, `Code for ${resource.name}`),
              description: `Code that opens ${link}`,
              title: resource.name,
              lines: [
                capitalised(placeInWords(resource)),
                site.name,
                'Scan to check in, or to book it when it is free:',
                link,
              ],
            }
          }),
        },
      ],
    })),
    footer: `${site.name}, ${formatDate(sheet.on)}`,
  }
}

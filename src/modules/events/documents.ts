// The certificate that somebody was at an event, as a document: whose, for what, how long, when, and its number.
import type { DocumentModel } from '#platform/documents/index.ts'
import { formatDate, formatDateRange } from '#platform/time/index.ts'
import type { Certificate } from './queries/attendance.ts'
import { hoursInWords } from './rules/attendance.ts'

export function certificateDocument(one: NonNullable<Certificate>, address: string): DocumentModel {
  const day = (moment: Temporal.Instant): Temporal.PlainDate =>
    moment.toZonedDateTimeISO(one.time_zone).toPlainDate()
  return {
    title: 'Certificate of attendance',
    language: 'en-GB',
    address,
    frontSheet: [
      { label: 'This is to certify that', value: [{ kind: 'strong', text: one.person_name }] },
      { label: 'attended', value: [{ kind: 'strong', text: one.title }] },
      { label: 'held on', value: formatDateRange(day(one.starts_at), day(one.ends_at)) },
      { label: 'for', value: hoursInWords(one.starts_at, one.ends_at) },
      { label: 'by', value: one.partnership_name },
    ],
    sections: [
      { heading: 'What it was about', blocks: [{ kind: 'paragraph', runs: one.summary }] },
      {
        heading: 'How to check this certificate',
        blocks: [
          {
            kind: 'paragraph',
            runs: [
              'Its number is ',
              { kind: 'strong', text: one.number },
              '. Anybody can check it at ',
              {
                kind: 'link',
                text: `${address}/certificates/${one.number}`,
                href: `/certificates/${one.number}`,
              },
              ', which says whether it is valid, for which event and day, and nothing else.',
            ],
          },
          { kind: 'paragraph', runs: `Recorded on ${formatDate(day(one.made_at))}.` },
        ],
      },
    ],
    footer: `${one.partnership_name}: certificate ${one.number}`,
  }
}

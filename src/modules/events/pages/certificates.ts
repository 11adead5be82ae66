// Certificates of attendance: one's own as a file, and the page where anybody checks a number.
import { PDF_MEDIA, pdfOf } from '#platform/documents/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { download, get, page, type Page, originOf } from '#platform/http/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { heading, paragraph, searchForm, summaryList, tag } from '#web/parts.ts'
import { certificateDocument } from '../documents.ts'
import { certificateOf, checkedNumber } from '../queries/attendance.ts'
import { numberTyped } from '../rules/attendance.ts'
import { eventHere } from './of-event.ts'

/** Held by everybody signed in: their own certificates. */
export const CERTIFICATE_READ = 'events.certificate.read'

const own = get('/events/:event/certificate.pdf', {
  permission: CERTIFICATE_READ,
  async run(visit) {
    const event = await eventHere(visit)
    const certificate =
      visit.actor.kind === 'person' ? await certificateOf(visit, event.id, visit.actor.id) : undefined
    if (certificate === undefined) return notFound('certificate')
    return download({
      name: `certificate-${event.code}.pdf`,
      type: PDF_MEDIA,
      // Dated by when attendance was recorded, so that the same certificate is the same file each time.
      bytes: await pdfOf(certificateDocument(certificate, originOf(visit)), { now: certificate.made_at }),
    })
  },
})

const BACK = { href: '/events', text: 'Events' }

const ask = get('/certificates', {
  permission: 'public',
  async run(visit) {
    const typed = visit.query['q']
    const number = typed === undefined ? undefined : numberTyped(typed)
    return page({
      title: 'Check a certificate',
      back: BACK,
      body: html`${heading('Check a certificate')}
        ${paragraph('Enter the number on a certificate of attendance. The page says whether it is valid, for which event and day.')}
        ${searchForm({ action: '/certificates', label: 'Number', ...(typed === undefined ? {} : { value: typed }) })}
        ${typed === undefined || typed === '' ? null : await verdict(number)}`,
    })

    async function verdict(sought: string | undefined) {
      return checkedView(
        sought === undefined ? undefined : await checkedNumber(visit, sought),
        sought ?? typed ?? '',
      )
    }
  },
})

const check = get('/certificates/:number', {
  permission: 'public',
  async run(visit) {
    const typed = visit.params['number'] ?? ''
    const number = numberTyped(typed)
    const found = number === undefined ? undefined : await checkedNumber(visit, number)
    return page({
      title: 'Check a certificate',
      back: { href: '/certificates', text: 'Check another' },
      body: html`${heading('Check a certificate')}${checkedView(found, number ?? typed)}`,
    })
  },
})

// It never says whose: a number that was overheard must not tell a name.
function checkedView(found: Awaited<ReturnType<typeof checkedNumber>>, number: string) {
  if (found === undefined)
    return html`${paragraph(html`${tag('Not valid', 'red')} There is no valid certificate with the number ${number.slice(0, 40)}. Check each letter and figure.`)}`
  return summaryList([
    { key: 'Number', value: number },
    { key: 'Certificate', value: tag('Valid', 'green') },
    { key: 'Event', value: found.title },
    { key: 'Date', value: formatDate(found.starts_at.toZonedDateTimeISO(found.time_zone).toPlainDate()) },
  ])
}

export const certificatePages: readonly Page[] = [own, ask, check]

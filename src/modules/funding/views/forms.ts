// The form pages of funding that are more than their questions: starting a case, its sections, its attachments,
// a programme and its criteria, money into the fund.
import { html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import type { Similar } from '#modules/projects/index.ts'
import { renderForm, type FormMore } from '#web/forms.ts'
import { bullets, columns, emptyState, heading, hint, link, paragraph } from '#web/parts.ts'
import type { CaseRow } from '../queries/cases.ts'
import type { Programme } from '../queries/programmes.ts'
import { similarPanel, sections } from './case.ts'
import { caseForm, caseHref } from './frame.ts'

export function startView(form: FormState, mayChoose: boolean): View {
  const back = { href: '/funding/cases', text: 'Business cases' }
  if (!mayChoose) {
    return {
      title: 'Start a business case',
      back,
      body: html`${heading('Start a business case')}${emptyState('You belong to no group that can put up a case', 'Business cases are put up by the groups of a partnership that has a fund. Join one of its open groups first.', { href: '/groups', text: 'See the groups' })}`,
    }
  }
  return {
    title: 'Start a business case',
    back,
    body: html`${heading('Start a business case')}${paragraph('Four answers begin a draft. Then you fill in its sections in any order, save each when you like, and submit when all are complete. Past projects like yours are shown while you write.')}${renderForm(form, { submit: 'Start the draft', cancel: { href: '/funding/cases' }, fields: ['title', 'problem', 'group', 'sponsor'] })}`,
  }
}

export function sectionView(
  record: CaseRow,
  path: string,
  form: FormState,
  more: FormMore['more'],
  similar: readonly Similar[] | undefined,
): View {
  const section = sections.find((one) => one.path === path)
  const view = caseForm(record, section?.title ?? '', form, {
    submit: 'Save the section',
    intro: hint(section?.hint ?? ''),
    ...(more === undefined ? {} : { more }),
  })
  return similar === undefined
    ? view
    : { ...view, wide: true, body: columns(view.body, similarPanel(similar)) }
}

export function attachmentsView(
  record: CaseRow,
  attached: readonly { readonly id: string; readonly name: string }[],
  form: FormState,
): View {
  const href = `${caseHref(record)}/attachments`
  const list =
    attached.length === 0
      ? emptyState(
          'No attachments',
          'Quotations, drawings and letters of support help whoever scores the case.',
        )
      : bullets(
          attached.map(
            (one) =>
              html`${link(`${href}/${one.id}`, one.name, { download: true })}, ${link(`${href}/${one.id}/remove`, 'remove', { hidden: one.name })}`,
          ),
        )
  return caseForm(record, 'Attachments', form, {
    submit: 'Attach the file',
    intro: list,
    cancel: { href: caseHref(record), text: 'Back to the case' },
  })
}

export function programmeForm(title: string, form: FormState, back: string): View {
  return {
    title,
    back: { href: back, text: 'Back' },
    body: html`${heading(title)}${renderForm(form, { submit: 'Save', cancel: { href: back } })}`,
  }
}

export function criteriaForm(programme: Programme, form: FormState): View {
  const href = `/funding/programmes/${programme.code}`
  return {
    title: `Criteria of ${programme.name}`,
    back: { href, text: programme.name },
    body: html`${heading('Publish the criteria', { caption: programme.name })}${paragraph('Everybody can read them. Cases are scored by the criteria that stood when they were submitted, so they cannot be changed while a case waits for its scores.')}${renderForm(form, { submit: 'Publish', cancel: { href } })}`,
  }
}

export function moneyForm(programme: Programme, title: string, form: FormState, words: string): View {
  const href = `/funding/programmes/${programme.code}/ledger`
  return {
    title: `${title}: ${programme.name}`,
    back: { href, text: 'Ledger' },
    body: html`${heading(title, { caption: programme.name })}${paragraph(words)}${renderForm(form, { submit: title, cancel: { href } })}`,
  }
}

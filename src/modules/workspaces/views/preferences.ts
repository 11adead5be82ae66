// What one wants of a desk and who may see where one sits, as a form; and what becomes of the answers.
import { html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { heading, inset, link } from '#web/parts.ts'
import { workspacesFrame } from './frame.ts'

export const preferencesView = (state: FormState): View =>
  workspacesFrame('preferences', {
    title: 'Your preferences',
    body: html`${errorSummary(state)}${heading('Your preferences')}<p class="govuk-body">${link('/workspaces/delegates', 'Who may book for you')}<br>${link('/workspaces/privacy', 'Mail about your bookings, and who saw your name')}</p>${renderForm(
      state,
      {
        submit: 'Save your preferences',
        summary: false,
        cancel: { href: '/workspaces' },
        fields: ['wanted', 'site', 'shares', 'version'],
        before: inset(
          'Only you see what you want of a desk; nobody is told, and we ask for no reason. Places that have it come first in your searches. Some are kept for people who want what they have, or may be booked earlier by them: that happens without a word.',
        ),
        more: {
          site: { hint: 'It comes first when nothing else decides.' },
          shares: {
            as: 'radios',
            hint: 'Those you choose find places near you. A booking that you mark as private is never shown.',
          },
        },
      },
    )}`,
  })

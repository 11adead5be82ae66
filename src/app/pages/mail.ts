// Stopping mail from the mail itself, without signing in. The address is sealed and known to the mail's reader; a
// link scanner that opens it stops nothing, a mail program that posts to it does (RFC 8058).
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { form, page, type Page } from '#platform/http/index.ts'
import { isStopSeal } from '#platform/notifications/index.ts'
import { heading, paragraph } from '#web/parts.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import type { Connects } from '../open.ts'

export function mailPages({ platform, ring }: Connects): readonly Page[] {
  const { post } = platform
  return [
    form('/mail/stop/:person/:list/:seal', {
      action: post.part.actions[0],
      addressProves: true,
      fixed: ({ params }) => ({ person: params['person'], list: params['list'], seal: params['seal'] }),
      load: async ({ db, params }) => {
        const { person = '', list = '', seal = '' } = params
        return isStopSeal(ring, { person, list, seal }) ? post.inWords(db, list) : notFound()
      },
      view: (_visit, { words, again }, state) => ({
        title: 'Stop this mail',
        body: html`${errorSummary(state)}${heading('Stop this mail')}
          ${paragraph(`You will get no more ${words}. ${again}`)}
          ${renderForm(state, { submit: 'Stop this mail', fields: [], summary: false })}`,
      }),
      // No redirect: a mail program that stops mail with one click follows none (RFC 8058, section 3.2).
      then: (_result, _visit, { words, again }) =>
        page({
          title: 'This mail was stopped',
          body: html`${heading('This mail was stopped')}${paragraph(`You get no more ${words}. ${again}`)}`,
        }),
    }),
  ]
}

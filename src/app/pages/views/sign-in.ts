// What a reader sees while signing in: one question a page, and in words where the code went.
import type { CastMember } from '#platform/auth/index.ts'
import { CODE_MINUTES } from '#platform/auth/index.ts'
import { html, type Content, type Html } from '#platform/html/index.ts'
import type { FormState, View, Visit } from '#platform/http/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { buttonLink, details, heading, inset, link, paragraph, warning } from '#web/parts.ts'

// The form goes back to its own address with the query, where the page to continue to stands.
const withQuery = (form: FormState, path: string): FormState => ({ ...form, action: path })

/** Whose address is it? On a demonstration, also the cast to choose from. */
export function askPage(visit: Visit, cast: readonly CastMember[], form: FormState): View {
  const emergency = visit.query['emergency'] === 'yes'
  const body = html`${errorSummary(form)}${heading(emergency ? 'Emergency access' : 'Sign in')}
  ${cast.length > 0 ? castList(visit, cast) : null}
  ${cast.length > 0 ? heading('Or with an email address', { level: 2 }) : null}
  ${
    emergency
      ? paragraph(
          'For people whom their organisation has named for the day its own sign-in does not answer. We send a code to your email address.',
        )
      : null
  }
  ${renderForm(withQuery(form, visit.path), {
    submit: 'Continue',
    fields: ['mail'],
    summary: false,
    more: {
      mail: {
        autocomplete: 'email',
        hint: 'We send a code to this address, or take you to your organisation’s own sign-in',
      },
    },
  })}
  ${emergency ? null : emergencyHint()}`
  return { title: emergency ? 'Emergency access' : 'Sign in', body }
}

function emergencyHint(): Html {
  return details(
    'Your organisation’s own sign-in does not answer',
    html`${paragraph(
      'Try again in a few minutes. If your organisation has named you for emergency access, you can ask for a code instead.',
    )}<p class="govuk-body">${link('/sign-in?emergency=yes', 'Ask for a code')}</p>`,
  )
}

// Enough to try the whole loop with; the others are one press away.
const FIRST = 7
const MOST_ROLES = 3

function castList(visit: Visit, cast: readonly CastMember[]): Html {
  const query = visit.path.includes('?') ? visit.path.slice(visit.path.indexOf('?')) : ''
  return html`${warning(
    'This is a demonstration on this computer. Anybody who uses this computer can sign in as any of these invented people.',
  )}<form method="post" action="/sign-in/as${query}">
    ${safeguard(visit)}
    <ul class="govuk-list connects-cast">${cast.slice(0, FIRST).map(castMember)}</ul>
    ${cast.length > FIRST ? details(`Everybody else (${cast.length - FIRST})`, html`<ul class="govuk-list connects-cast">${cast.slice(FIRST).map(castMember)}</ul>`) : null}
  </form> `
}

function castMember(member: CastMember): Html {
  const hint = `cast-${member.person}`
  return html`<li>
    <button type="submit" name="person" value="${member.person}" class="govuk-button govuk-button--secondary govuk-!-margin-bottom-1" aria-describedby="${hint}" data-module="govuk-button">Sign in as ${member.name}</button>
    <p class="govuk-hint" id="${hint}">${member.organisation}${member.roles.length === 0 ? '' : `. ${member.roles.slice(0, MOST_ROLES).join('; ')}${member.roles.length > MOST_ROLES ? '; and more' : ''}`}</p>
  </li> `
}

const safeguard = (visit: Visit): Html => html`<input type="hidden" name="_csrf" value="${visit.csrf}" />`

/** The cast on a page of its own, where a choice did not do. */
export function castPage(visit: Visit, cast: readonly CastMember[], form: FormState): View {
  return {
    title: 'Sign in to the demonstration',
    body: html`${errorSummary(form)}${heading('Sign in to the demonstration')}${castList(visit, cast)}`,
    back: { href: '/sign-in', text: 'Back' },
  }
}

/** Says the same for every address: whether it is known here is nobody's business (A4). */
export function codePage(visit: Visit, form: FormState, backTo: string): View {
  const body = html`${errorSummary(form)}${heading('Check your email')}
  ${paragraph(
    `If the address you gave is known here, we have sent it a code. It works for ${CODE_MINUTES} minutes, in this browser only.`,
  )}
  ${renderForm(withQuery(form, visit.path), {
    submit: 'Continue',
    fields: ['code'],
    summary: false,
    more: { code: { autocomplete: 'one-time-code', inputmode: 'numeric' } },
  })}
  ${details(
    'The email has not come',
    html`${paragraph('It can take a few minutes. Look in your junk mail, and check that you gave your work address.')}
      <p class="govuk-body">${link(backTo, 'Ask for another code')}</p>`,
  )}`
  return { title: 'Check your email', body, back: { href: backTo, text: 'Back' } }
}

type Ways = { readonly way: 'code' | 'provider' | 'cast'; readonly person: string }

const AGAIN = 'Deciding, releasing money and seeing secrets ask for a recent sign-in. What you typed is kept.'

/** Asks the person to prove once more that it is them, the way they did before. */
export function againPage(visit: Visit, session: Ways, query: string): View {
  const words: Readonly<Record<Ways['way'], { action: string; submit: string; text: string }>> = {
    code: {
      action: '/sign-in/again/code',
      submit: 'Send me a code',
      text: 'We send a code to your email address.',
    },
    provider: {
      action: '/sign-in/again/provider',
      submit: 'Continue',
      text: 'Your organisation’s own sign-in will ask you again.',
    },
    cast: {
      action: '/sign-in/as',
      submit: 'Sign in again',
      text: 'This is a demonstration, so one press is enough.',
    },
  }
  const { action, submit, text } = words[session.way]
  return framed(html`${paragraph(`${AGAIN} ${text}`)}
    <form method="post" action="${action}${query}">
      ${safeguard(visit)}${
        session.way === 'cast' ? html`<input type="hidden" name="person" value="${session.person}" />` : null
      }
      <button type="submit" class="govuk-button" data-module="govuk-button">${submit}</button>
    </form>`)
}

const framed = (body: Content): View => ({
  title: 'Sign in again',
  body: html`${heading('Sign in again')}${body}`,
})

/** The same where its form was opened by its own address, or something was wrong with it. */
export function againForm(form: FormState, path: string): View {
  const shown = renderForm(withQuery(form, path), { submit: 'Continue', fields: [] })
  return framed(html`${paragraph(AGAIN)}${shown}`)
}

/** Before a reader leaves for their organisation's own sign-in. A link, as a form may not lead to another site. */
export function leavePage(name: string, url: string): View {
  const host = new URL(url).host
  return {
    title: `Sign in with ${name}`,
    body: html`${heading(`Sign in with ${name}`)}
      ${paragraph('Your organisation signs you in itself. Afterwards it sends you back here.')}
      ${inset(html`You are going to <strong>${host}</strong>. Type your password there only.`)}
      ${buttonLink(url, 'Continue')}`,
    back: { href: '/sign-in', text: 'Back' },
  }
}

/** Coming back did not work: why, and what to do next. */
export function notSignedInPage(message: string, status: number): View {
  return {
    title: 'You are not signed in',
    status,
    body: html`${heading('You are not signed in')}${paragraph(message)}
      <p class="govuk-body">${link('/sign-in', 'Start again')}</p>
      ${emergencyHint()}`,
  }
}

/** One press ends the session; a link alone could be pressed for the reader by another site. */
export function signOutPage(form: FormState): View {
  return {
    title: 'Sign out',
    body: html`${heading('Sign out')}${paragraph('Your session on this device ends. Others stay open; you can end them on your account page.')}
      ${renderForm(form, { submit: 'Sign out', fields: [], cancel: { href: '/' } })}`,
  }
}

// The pages every public service owes its readers: accessibility, cookies, privacy.
import { get, page, type Page } from '#platform/http/index.ts'
import { html } from '#platform/html/index.ts'
import { bullets, heading, paragraph } from '#web/parts.ts'
import type { Connects } from '../open.ts'

const h2 = (text: string) => html`<h2 class="govuk-heading-m">${text}</h2>`

export function statementPages(connects: Connects): readonly Page[] {
  return [
    get('/accessibility-statement', {
      permission: 'public',
      run: async () => page({ title: 'Accessibility statement', body: accessibility() }),
    }),
    get('/cookies', {
      permission: 'public',
      run: async () => page({ title: 'Cookies', body: cookies(connects) }),
    }),
    get('/privacy', { permission: 'public', run: async () => page({ title: 'Privacy', body: privacy() }) }),
  ]
}

function accessibility() {
  return html`${heading('Accessibility statement')}
    ${paragraph('This statement is about the pages and documents that Connects makes. The organisation that runs this installation answers for it under the Public Sector Bodies (Websites and Mobile Applications) Accessibility Regulations 2018.')}
    ${h2('How you can use it')}
    ${bullets(['with a keyboard alone, or with a screen reader', 'at 320 pixels wide, and zoomed in to 400% without text running off the page', 'without JavaScript', 'printed, with every chart’s numbers in a table'])}
    ${h2('What we know')}
    ${paragraph('The components are those of the GOV.UK Design System. Every page is checked automatically against the Web Content Accessibility Guidelines 2.2 AA when Connects is built, with no violation found. Automatic checks find only part of what can be wrong, and no audit with disabled people has been made yet. Documents are written as tagged PDF (PDF/UA-1) and as HTML; the HTML page is the master. Files that people attach are as accessible as their authors made them.')}
    ${h2('Telling us')}
    ${paragraph('If something does not work for you, tell the partnership’s office or your organisation’s lead, whom you find under People and places. If you are not content with the answer, contact the Equality Advisory and Support Service.')}`
}

function cookies(connects: Connects) {
  return html`${heading('Cookies')}
    ${paragraph('Connects uses only cookies it cannot work without, so there is nothing to accept or refuse. None of them follows you elsewhere, and no other company’s cookies are set.')}
    <table class="govuk-table"><caption class="govuk-table__caption govuk-table__caption--m">The cookies</caption>
    <thead class="govuk-table__head"><tr class="govuk-table__row"><th scope="col" class="govuk-table__header">Name</th><th scope="col" class="govuk-table__header">What for</th><th scope="col" class="govuk-table__header">Ends</th></tr></thead>
    <tbody class="govuk-table__body">
    ${[
      [
        connects.platform.auth.cookies.browser,
        'Tells that a form was made for your browser, and that a sign-in code is used where it was asked for',
        'when you close the browser',
      ],
      [
        connects.platform.auth.cookies.session,
        'Keeps you signed in',
        'when you sign out, or after a time without use',
      ],
      [
        'connects_notice',
        'Carries one sentence, such as “Saved”, to the next page',
        'as soon as it is shown',
      ],
    ].map(
      ([name, why, ends]) =>
        html`<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">${name}</th><td class="govuk-table__cell">${why}</td><td class="govuk-table__cell">${ends}</td></tr>`,
    )}
    </tbody></table>`
}

function privacy() {
  return html`${heading('Privacy')}
    ${paragraph('The organisation that runs this installation is the controller of what is held in it. Connects is made to hold as little about people as its work allows.')}
    ${h2('What is held about you')}
    ${bullets(['your name, work address and, if you gave it, telephone number', 'where you work, which groups you belong to and which offices you hold', 'what you did here that the partnership must be able to account for: votes, declared interests, scores, decisions recorded', 'when you signed in, for as long as a session lasts'])}
    ${h2('What happens when you leave')}
    ${paragraph('You vanish from lists and can no longer sign in. What is part of the public record, such as a vote, stays for as long as the record must be kept; everything else is forgotten.')}
    ${h2('What you can ask for')}
    ${paragraph('You can see and download everything held about you on your own page. To have something corrected or forgotten, ask your organisation’s lead. You may also complain to the Information Commissioner.')}`
}

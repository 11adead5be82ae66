// The rules a body meets under, with their sources, and changing them; and every rule profile there is.
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { groupByCode } from '#modules/groups/index.ts'
import { formPage } from '#web/forms.ts'
import { actionsList, heading, link, paragraph, summaryList, table } from '#web/parts.ts'
import { configureBody } from '../actions/bodies.ts'
import {
  bodyOfGroup,
  holdsFor,
  MEETING_READ,
  profiles,
  rulesOf,
  type BodyCard,
  type RuleProfile,
} from '../queries/bodies.ts'
import { HOME, MEETINGS } from '../views/meetings.ts'

async function bodyIn(visit: Visit): Promise<BodyCard> {
  const group = await groupByCode(visit, visit.params['group'] ?? '')
  const body = group === undefined ? undefined : await bodyOfGroup(visit, group.id)
  return body !== undefined && holdsFor(visit, MEETING_READ, body) ? body : notFound('body')
}

const basis = (rules: RuleProfile): string =>
  rules.basis === 'working-days' ? 'working days' : 'days of any kind'

function quorum({ quorum: rule }: RuleProfile): string {
  const of = rule.of === 'organisations' ? 'organisations with a vote' : 'members with a vote'
  if (rule.numerator === 0) return `${rule.least} ${of}`
  return `${rule.numerator} in ${rule.denominator} of the ${of}, and at least ${rule.least}`
}

const showRules = get('/bodies/:group/rules', {
  permission: MEETING_READ,
  async run(visit) {
    const body = await bodyIn(visit)
    const rules = await rulesOf(visit, body, londonDate(visit.now))
    return page({
      title: `Rules of ${body.name}`,
      breadcrumbs: [HOME, MEETINGS],
      body: html`${heading(`Rules of ${body.name}`, { caption: body.partnership_name ?? '' })}
        ${actionsList([
          holdsFor(visit, 'governance.body.configure', body) && {
            href: `/bodies/${body.group_code ?? ''}/rules/edit`,
            text: 'Change the rules',
            look: 'secondary',
          },
        ])}
        ${summaryList([
          { key: 'Profile', value: rules.name },
          { key: 'Binding by', value: rules.statutory ? 'Law' : "The body's own agreement" },
          { key: 'Clear days of notice', value: `${rules.noticeDays}, counted in ${basis(rules)}` },
          { key: 'Quorum', value: quorum(rules) },
          { key: 'Votes', value: 'One for each organisation; on a tie the chair may give a casting vote' },
          {
            key: 'Source',
            value: html`${rules.source}${rules.sourceUrl === null ? null : html` ${link(rules.sourceUrl, 'Read it')}`}`,
          },
        ])}
        ${paragraph(link('/rule-profiles', 'All rule profiles'))}`,
    })
  },
})

const editRules = form('/bodies/:group/rules/edit', {
  action: configureBody,
  load: bodyIn,
  values: (_visit, body) => ({
    body: body.id,
    profile: body.profile_code,
    noticeDays: body.notice_days ?? '',
    version: body.version,
  }),
  view: async (visit, body, state) => {
    const codes = new Map((await profiles(visit)).map((one) => [one.code, one.name]))
    return formPage(
      'Change the rules',
      state,
      { href: `/bodies/${body.group_code ?? ''}/rules`, text: `Rules of ${body.name}`, caption: body.name },
      {
        submit: 'Save',
        fields: ['profile', 'noticeDays', 'body'],
        intro: summaryList(
          [...codes].map(([code, name]) => ({ key: code, value: name })),
          { title: 'Profiles' },
        ),
      },
    )
  },
  then: (_result, _visit, body) => ({
    to: `/bodies/${body.group_code ?? ''}/rules`,
    notice: 'The rules were changed. Agendas already published keep the rules they were published under.',
  }),
})

const showProfiles = get('/rule-profiles', {
  permission: MEETING_READ,
  async run(visit) {
    return page({
      title: 'Rule profiles',
      breadcrumbs: [HOME, MEETINGS],
      body: html`${heading('Rule profiles')}
      ${paragraph('Which rules a body meets under, as dated data: a change of law adds a row and alters nothing done before.')}
      ${table<RuleProfile>(
        [
          { key: 'name', label: 'Profile', kind: 'text', value: (row) => row.name },
          { key: 'from', label: 'From', kind: 'date', value: (row) => row.fromOn },
          { key: 'notice', label: 'Clear days', kind: 'number', value: (row) => row.noticeDays },
          { key: 'quorum', label: 'Quorum', kind: 'text', value: quorum },
          {
            key: 'source',
            label: 'Source',
            kind: 'text',
            value: (row) => row.source,
            show: (row) =>
              html`${row.source}${row.sourceUrl === null ? null : html` ${link(row.sourceUrl, 'Read it', { hidden: row.name })}`}`,
          },
        ],
        await profiles(visit),
        { caption: 'Rule profiles', captionHidden: true, sortedBy: 'By name, newest first' },
      )}`,
    })
  },
})

export const bodyPages: readonly Page[] = [showRules, editRules, showProfiles]

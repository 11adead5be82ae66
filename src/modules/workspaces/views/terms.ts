// Terms as both sides read them: every value with whose it is, every rule in words, what is kept and limited.
import { html, type Html } from '#platform/html/index.ts'
import { formatDate, formatDateTime } from '#platform/time/index.ts'
import { bullets, details, emptyState, hint, link, none, table, tag } from '#web/parts.ts'
import type { AllocationRow } from '../queries/allocations.ts'
import type { Affected } from '../queries/effect.ts'
import type { Lost } from '../queries/agreements.ts'
import type { Place, StandingRule } from '../queries/terms.ts'
import {
  RESOURCE_KINDS_PLURAL,
  VALUE_KEYS,
  VALUE_LABELS,
  valueWords,
  type Rule,
  type RuleValues,
  type Terms,
} from '../rules.ts'
import { timesInWords, dayInWords } from './when.ts'

export const termsHref = (site: string): string => `/workspaces/${site}/terms`
export const manageHref = (site: string, what: string): string => `/workspaces/${site}/manage/${what}`
export const placeTermsHref = (site: string, place: Pick<Place, 'kind' | 'code'>): string =>
  manageHref(site, `terms/${place.kind}/${place.code}`)
export const agreementHref = (id: string): string => `/workspaces/agreements/${id}`

/** Who a rule is for: "any partner, desks". */
export const forWhom = (rule: Pick<StandingRule, 'audienceName' | 'resourceKind'>): string =>
  rule.resourceKind === null
    ? rule.audienceName
    : `${rule.audienceName}, ${RESOURCE_KINDS_PLURAL[rule.resourceKind].toLowerCase()}`

/** What a rule says, and nothing that it inherits. */
export const sayings = (rule: Rule): string[] =>
  VALUE_KEYS.filter((key) => rule[key] !== null).map(
    (key) => `${VALUE_LABELS[key]}: ${valueWords(key, rule[key] as never)}`,
  )

/** The rules of a workplace under the places at which they stand. */
export function rulesInWords(
  rules: readonly StandingRule[],
  places: readonly Place[],
  href?: (place: Place) => string,
): Html {
  if (rules.length === 0)
    return emptyState(
      'The usual terms, and nothing else',
      'Rules of the owner appear here, each with the place and the people it is for.',
    )
  return html`${places
    .filter((place) => rules.some((rule) => rule.placeId === place.id))
    .map(
      (place) =>
        html`<h3 class="govuk-heading-s">${href === undefined ? place.name : link(href(place), place.name)}</h3>
          ${rules.filter((rule) => rule.placeId === place.id).map(ruleInWords)}`,
    )}`
}

const ruleInWords = (rule: StandingRule): Html => html`<p class="govuk-body govuk-!-margin-bottom-1">
    For ${forWhom(rule)}${rule.onBehalf ? html` ${tag('made on behalf of the owner', 'orange')}` : null}
  </p>
  ${bullets(sayings(rule))}${rule.because === null ? null : hint(`Why: ${rule.because}`)}`

type Shown = {
  readonly key: keyof RuleValues
  readonly value: string
  readonly rule: Rule | null
}

/** Every value with its source: the nearest place that says it, there the narrowest audience (W10). */
export function valuesTable(
  terms: Terms,
  {
    ownerName,
    places,
    siteCode,
    change,
  }: {
    ownerName: string
    places: readonly Place[]
    siteCode: string | null
    /** Where one value is said otherwise. */
    change?: (key: keyof RuleValues) => string
  },
): Html {
  const rows: Shown[] = VALUE_KEYS.map((key) => ({
    key,
    value: valueWords(key, terms[key].value as never),
    rule: terms[key].rule,
  }))
  return table<Shown>(
    [
      { key: 'what', label: 'What', kind: 'text', value: (row) => VALUE_LABELS[row.key] },
      { key: 'value', label: 'Says', kind: 'text', value: (row) => row.value },
      {
        key: 'source',
        label: 'Comes from',
        kind: 'text',
        value: (row) => sourceWords(row.rule, ownerName),
        show: (row) => {
          const place = places.find((one) => one.id === row.rule?.placeId)
          const words = sourceWords(row.rule, ownerName)
          return place === undefined || siteCode === null
            ? words
            : link(placeTermsHref(siteCode, place), words)
        },
      },
      ...(change === undefined
        ? []
        : [
            {
              key: 'change',
              label: 'Here',
              kind: 'text' as const,
              value: () => '',
              show: (row: Shown) => link(change(row.key), 'Change', { hidden: VALUE_LABELS[row.key] }),
            },
          ]),
    ],
    rows,
    { caption: 'Every term, and where it comes from' },
  )
}

const sourceWords = (rule: Rule | null, ownerName: string): string =>
  rule === null ? 'The usual terms' : `${ownerName}, for ${rule.placeName} (${audienceOf(rule)})`

const audienceOf = (rule: Rule & { readonly audienceName?: string }): string =>
  rule.audienceName ?? rule.audience

export function amountWords(
  row: Pick<AllocationRow, 'amount' | 'unit' | 'per' | 'form' | 'resource_kind'>,
): string {
  const kinds = RESOURCE_KINDS_PLURAL[row.resource_kind].toLowerCase()
  const amount =
    row.unit === 'hours'
      ? `${row.amount.toLocaleString('en-GB')} hours on ${kinds}`
      : `${row.amount} ${kinds}`
  return row.form === 'keeps' ? `${amount} kept each day` : `At most ${amount} a ${row.per}, all together`
}

export function allocationsTable(
  rows: readonly AllocationRow[],
  change?: (row: AllocationRow) => Html,
): Html {
  return table<AllocationRow>(
    [
      { key: 'place', label: 'Where', kind: 'text', value: (row) => row.place_name },
      {
        key: 'whom',
        label: 'For whom',
        kind: 'text',
        value: (row) => row.audience_name,
        show: (row) =>
          html`${row.audience_name}${row.on_behalf ? html` ${tag('made on behalf of the owner', 'orange')}` : null}`,
      },
      { key: 'amount', label: 'How much', kind: 'text', value: amountWords },
      {
        key: 'horizon',
        label: 'Unused places are everybody’s',
        kind: 'text',
        value: (row) => horizonWords(row.horizon_working_days),
        show: (row) =>
          row.horizon_working_days === null ? none('–') : horizonWords(row.horizon_working_days),
      },
      { key: 'days', label: 'When', kind: 'text', value: (row) => daysWords(row.from_on, row.to_on) },
      ...(change === undefined
        ? []
        : [{ key: 'change', label: 'Change', kind: 'text' as const, value: () => '', show: change }]),
    ],
    rows,
    {
      caption: 'What is kept and what is limited',
      empty: emptyState(
        'Nothing is kept and nothing is limited',
        'What the owner keeps for somebody, or lets them have at most, appears here.',
      ),
    },
  )
}

const horizonWords = (days: number | null): string =>
  days === null ? '' : days === 0 ? 'on the day' : `${days} working ${days === 1 ? 'day' : 'days'} before`

export const daysWords = (from: Temporal.PlainDate, to: Temporal.PlainDate | null): string =>
  to === null ? `from ${formatDate(from)}` : `${formatDate(from)} to ${formatDate(to)}`

const MOST_LISTED = 50

/** Bookings ahead that a rule no longer fits: how many, whose bodies, and each (P13). No names: they are the person's. */
export function affectedList(affected: readonly Affected[]): Html {
  const rows = affected.slice(0, MOST_LISTED)
  return html`${table<Affected>(
    [
      {
        key: 'day',
        label: 'Day',
        kind: 'text',
        value: ({ booking }) => dayInWords(booking.starts_at.toZonedDateTimeISO(booking.zone).toPlainDate()),
      },
      {
        key: 'time',
        label: 'Time',
        kind: 'text',
        value: ({ booking }) => timesInWords(booking, booking.zone),
      },
      { key: 'what', label: 'What', kind: 'text', value: ({ booking }) => booking.resource_name },
      { key: 'whose', label: 'Whose', kind: 'text', value: ({ booking }) => booking.organisation_name },
      { key: 'why', label: 'Why it does not fit', kind: 'text', value: ({ why }) => why },
    ],
    rows,
    { caption: 'Bookings ahead that do not fit any more' },
  )}${affected.length > rows.length ? hint(`The first ${rows.length} of ${affected.length}, by when they begin.`) : null}`
}

/** Bookings ahead that nothing else lets in. */
export function lostList(lost: readonly Lost[]): Html {
  if (lost.length === 0) return html``
  const rows = lost.slice(0, MOST_LISTED)
  return html`${table<Lost>(
    [
      {
        key: 'day',
        label: 'Day',
        kind: 'text',
        value: (row) => dayInWords(row.starts_at.toZonedDateTimeISO(row.zone).toPlainDate()),
      },
      { key: 'time', label: 'Time', kind: 'text', value: (row) => timesInWords(row, row.zone) },
      { key: 'what', label: 'What', kind: 'text', value: (row) => `${row.resource_name}, ${row.site_name}` },
      { key: 'whose', label: 'Whose', kind: 'text', value: (row) => row.organisation_name },
    ],
    rows,
    { caption: 'Bookings ahead that nothing else lets in' },
  )}${lost.length > rows.length ? hint(`The first ${rows.length} of ${lost.length}, by when they begin.`) : null}`
}

/** What stood at a place once. */
export function formerRules(rules: readonly StandingRule[]): Html | null {
  if (rules.length === 0) return null
  return details(
    `What stood here before (${rules.length})`,
    html`${rules.map(
      (rule) =>
        html`<p class="govuk-body govuk-!-margin-bottom-1">
            For ${forWhom(rule)}, from ${formatDateTime(rule.madeAt)}${rule.endedAt === null ? null : ` to ${formatDateTime(rule.endedAt)}`}${rule.madeBy === null ? null : `, by ${rule.madeBy}`}${rule.onBehalf ? ', on behalf of the owner' : null}
          </p>
          ${bullets(sayings(rule))}`,
    )}`,
  )
}

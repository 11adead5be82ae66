// The pages of reciprocity: what partners gave each other in a month, and the sheet of what a recharge would come to.
import { PDF_MEDIA, pdfOf } from '#platform/documents/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import { download, get, originOf, page, type Page, type Visit } from '#platform/http/index.ts'
import { readPounds } from '#platform/money/index.ts'
import { fileOf, filterOf, formatOf } from '#platform/tables/index.ts'
import { formatMonth, londonDate } from '#platform/time/index.ts'
import { downloads, emptyState, heading, link, paragraph, table, warning } from '#web/parts.ts'
import { pairsOf, RECIPROCITY, sightOf, type Sight } from '../queries/reciprocity.ts'
import { RESOURCE_KINDS, type ResourceKind } from '../rules.ts'
import { balances, recharge, UNITS, withOthers, type PairShown, type Unit } from '../rules/reciprocity.ts'
import { monthOf } from '../rules/use.ts'
import {
  balancesChart,
  balancesTable,
  filterOfPairs,
  monthText,
  pairColumns,
  pairsTable,
  rechargeColumns,
  rechargeDocument,
} from '../views/reciprocity.ts'

const PATH = '/workspaces/reciprocity'

const isKind = (text: string | undefined): text is ResourceKind =>
  text !== undefined && Object.hasOwn(RESOURCE_KINDS, text)

async function asked(visit: Visit) {
  const kind = filterOf(visit, 'kind')
  const of = {
    ...monthOf(filterOf(visit, 'month'), londonDate(visit.now)),
    kind: isKind(kind) ? kind : null,
  }
  const sight = await sightOf(visit, of)
  return { of, sight, pairs: await pairsOf(visit, of, sight) }
}

const addressOf = (of: Awaited<ReturnType<typeof asked>>['of']): Readonly<Record<string, string>> => ({
  month: monthText(of),
  ...(of.kind === null ? {} : { kind: of.kind }),
})

/** For whoever answers for one body: that body with each other. For everybody else: each body with all others. */
function charts(pairs: readonly PairShown[], sight: Sight): Html {
  const [own, more] = sight.own === 'all' ? [] : sight.own
  const isOne = own !== undefined && more === undefined && sight.among.length === 0
  if (!isOne) {
    const rows = balances(pairs)
    return html`${balancesChart(rows, { title: 'Hours given and taken' })}${rows.length === 0 ? null : balancesTable(rows, 'On balance')}`
  }
  const rows = withOthers(pairs, own)
  const name =
    pairs.find((pair) => pair.owner_id === own)?.owner_name ??
    pairs.find((pair) => pair.body_id === own)?.body_name ??
    'It'
  const [first] = rows
  const description =
    first === undefined ? 'Nothing was given or taken.' : `Most was shared with ${first.name}.`
  return html`${balancesChart(rows, { title: `What ${name} gave to others and took from them`, description })}${
    rows.length === 0 ? null : balancesTable(rows, 'With each other organisation')
  }`
}

const report = get(PATH, {
  permission: RECIPROCITY,
  async run(visit) {
    const { of, sight, pairs } = await asked(visit)
    const format = formatOf(visit)
    if (format !== undefined) return fileOf(format, `reciprocity-${monthText(of)}`, pairColumns, pairs)
    return page({
      title: `Reciprocity, ${formatMonth(of.from)}`,
      wide: true,
      back: { href: '/workspaces', text: 'Workspaces' },
      body: html`${heading('What partners give each other', { caption: formatMonth(of.from) })}
        ${paragraph('Hours and desk-days that the people of one organisation had in the workplaces of another.')}
        ${filterOfPairs(PATH, of)}${charts(pairs, sight)}${pairsTable(pairs)}
        ${pairs.length === 0 ? null : downloads(PATH, addressOf(of))}
        ${paragraph(link(`${PATH}/recharge?${new URLSearchParams(addressOf(of)).toString()}`, 'What a recharge would come to'))}`,
    })
  },
})

const isUnit = (text: string | undefined): text is Unit => text !== undefined && Object.hasOwn(UNITS, text)

const sheet = get(`${PATH}/recharge`, {
  permission: RECIPROCITY,
  async run(visit) {
    const { of, pairs } = await asked(visit)
    const unitAsked = filterOf(visit, 'unit')
    const unit = isUnit(unitAsked) ? unitAsked : 'days'
    const typed = filterOf(visit, 'rate')
    const ratePence = typed === undefined ? undefined : readPounds(typed)
    const rows = ratePence === undefined ? [] : recharge(pairs, unit, ratePence)
    const name = `recharge-${monthText(of)}`
    const format = formatOf(visit)
    if (format !== undefined) return fileOf(format, name, rechargeColumns(unit), rows)
    if (visit.query['format'] === 'pdf' && ratePence !== undefined) {
      const document = rechargeDocument({
        rows,
        unit,
        ratePence,
        period: of,
        address: originOf(visit),
      })
      return download({
        name: `${name}.pdf`,
        type: PDF_MEDIA,
        bytes: await pdfOf(document, { now: visit.now }),
        inline: true,
      })
    }
    const query = { ...addressOf(of), unit, rate: typed ?? '' }
    return page({
      title: `Recharge, ${formatMonth(of.from)}`,
      wide: true,
      back: {
        href: `${PATH}?${new URLSearchParams(addressOf(of)).toString()}`,
        text: 'What partners give each other',
      },
      body: html`${heading('What a recharge would come to', { caption: formatMonth(of.from) })}
        ${paragraph('Type a rate, and see what each would owe. It is a sheet to talk about: nothing is invoiced or paid.')}
        ${rateForm(query)}
        ${typed !== undefined && ratePence === undefined ? warning('The rate must be an amount of money, like 12 or 12.50.') : null}
        ${
          ratePence === undefined
            ? null
            : html`${table(rechargeColumns(unit), rows, {
                caption: 'Recharge',
                captionHidden: true,
                sortedBy: 'Most hours first',
                empty: emptyState('Nothing was used.', 'Choose another month on the page before.'),
              })}${downloads(`${PATH}/recharge`, query)}${paragraph(
                link(
                  `${PATH}/recharge?${new URLSearchParams({ ...query, format: 'pdf' }).toString()}`,
                  'The sheet as a PDF',
                ),
              )}`
        }`,
    })
  },
})

function rateForm(query: Readonly<Record<string, string>>): Html {
  return html`<form class="connects-filter" method="get" action="${PATH}/recharge" aria-label="The rate">
    ${['month', 'kind'].map((name) => (query[name] === undefined ? null : html`<input type="hidden" name="${name}" value="${query[name]}" />`))}
    <div class="connects-filter__fields">
      <div class="govuk-form-group"><label class="govuk-label" for="rate">Rate in pounds</label>
        <input class="govuk-input" id="rate" name="rate" inputmode="decimal" spellcheck="false" value="${query['rate'] ?? ''}" /></div>
      <div class="govuk-form-group"><label class="govuk-label" for="unit">For each</label>
        <select class="govuk-select" id="unit" name="unit">${Object.entries({
          days: 'Desk-day',
          hours: 'Hour booked',
        }).map(
          ([value, text]) =>
            html`<option value="${value}"${query['unit'] === value ? html` selected` : null}>${text}</option>`,
        )}</select></div>
    </div>
    <button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button">Work it out</button>
  </form>`
}

export const reciprocityPages: readonly Page[] = [report, sheet]

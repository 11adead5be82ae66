// Making the plan of a floor: places put down by a click on the grid or by numbers in the form, and a drawing beneath.
import { html, type Html } from '#platform/html/index.ts'
import { form, type Visit } from '#platform/http/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { heading, paragraph } from '#web/parts.ts'
import { clearPlan, drawPlan, putDown } from '../actions/plans.ts'
import { resourcesOf, zonesOf, type Floor, type Resource, type Zone } from '../queries/estate.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { crumbsOf, manageAt, planNavigation } from '../views/estate.ts'
import { placeList, planOf, scaleOf } from '../views/plan.ts'
import { backdropOf } from './day.ts'
import { floorHere, formView } from './estate.ts'

type PlanHere = {
  readonly workplace: Workplace
  readonly floor: Floor
  readonly zones: readonly Zone[]
  readonly resources: readonly Resource[]
  readonly chosen: Resource | undefined
}

async function planHere(visit: Visit): Promise<PlanHere> {
  const { workplace, floor } = await floorHere(visit)
  const resources = await resourcesOf(visit, workplace.site_id, { floorId: floor.id })
  const zones = await zonesOf(visit, workplace.site_id)
  return {
    workplace,
    floor,
    zones: zones.filter((zone) => zone.floor_id === floor.id),
    resources,
    chosen:
      resources.find((one) => one.code === visit.query['place']) ??
      resources.find((one) => one.plan_x === null),
  }
}

const planAt = (workplace: Workplace, floor: Floor): string =>
  `${manageAt(workplace)}/floors/${floor.code}/plan`

// A click without scripts: each spot of the grid is a link that puts its numbers into the form. 24 pixels or more.
const STEP = 40

function grid({ workplace, floor, chosen }: PlanHere): Html | null {
  if (chosen === undefined) return null
  const at = planAt(workplace, floor)
  const spots: Html[] = []
  for (let y = STEP / 2; y < floor.plan_height; y += STEP)
    for (let x = STEP / 2; x < floor.plan_width; x += STEP)
      spots.push(
        html`<a href="${at}?place=${chosen.code}&x=${x}&y=${y}#x" tabindex="-1" aria-label="${x}, ${y}"><rect class="connects-plan__spot" x="${x - STEP / 2}" y="${y - STEP / 2}" width="${STEP}" height="${STEP}"/></a>`,
      )
  return html`${spots}`
}

/** The place where the form would put it, over the grid. */
function preview(visit: Visit, chosen: Resource | undefined): Html | null {
  const [x, y] = [Number(visit.query['x']), Number(visit.query['y'])]
  if (chosen === undefined || !Number.isInteger(x) || !Number.isInteger(y) || visit.query['x'] === undefined)
    return null
  return html`<g aria-hidden="true" class="connects-place connects-place--mine"><rect x="${x - 23}" y="${y - 18}" width="46" height="36" rx="18"/><text x="${x}" y="${y + 5}" font-size="13">${chosen.code}</text></g>`
}

const plan = form('/workspaces/:site/manage/floors/:floor/plan', {
  action: putDown,
  load: planHere,
  values: (visit, { chosen }) => ({
    resource: chosen?.id,
    x: visit.query['x'] ?? chosen?.plan_x ?? '',
    y: visit.query['y'] ?? chosen?.plan_y ?? '',
  }),
  options: (_visit, { resources }) => ({
    resource: resources.map((one) => ({
      value: one.id,
      text: `${one.name}${one.plan_x === null ? ' (not on the plan yet)' : ''}`,
    })),
  }),
  view(visit, here, state) {
    const { workplace, floor, zones, resources, chosen } = here
    const at = planAt(workplace, floor)
    const link = (one: Resource): string => `${at}?place=${one.code}#x`
    return {
      title: `Plan of ${floor.name}: ${workplace.name}`,
      breadcrumbs: crumbsOf(workplace),
      wide: true,
      body: html`${errorSummary(state)}${heading(`Plan of ${floor.name}`, { caption: workplace.name })}${planNavigation(manageAt(workplace), floor, 'plan')}${
        chosen === undefined
          ? paragraph(
              'All places of this floor are on its plan. Choose one on the plan, or in the list, to move it.',
            )
          : paragraph(
              html`Choose where <strong>${chosen.name}</strong> stands: on the plan, or in steps from the left and the top below it. Then save.`,
            )
      }${planOf({
        floor,
        zones,
        // Under the grid while one is put down, so that a click means a spot and never a place.
        resources: chosen === undefined ? resources : resources.filter((one) => one.id !== chosen.id),
        states: new Map(),
        link,
        backdrop: backdropOf(workplace, floor),
        over: html`${grid(here)}${preview(visit, chosen)}`,
      })}${renderForm(state, { submit: 'Put it there', summary: false, cancel: { href: `${manageAt(workplace)}/places` } })}${placeList(
        resources,
        {
          caption: `Places on ${floor.name}`,
          link,
          empty: paragraph('This floor has no places yet.'),
        },
      )}`,
    }
  },
  then: (result, _visit, { resources, chosen }) => {
    const next = resources.find((one) => one.plan_x === null && one.id !== chosen?.id)
    return {
      to: `/workspaces/${result.site}/manage/floors/${result.floor}/plan${next === undefined ? '' : `?place=${next.code}`}`,
      notice: `${result.name} is on the plan.`,
    }
  },
})

const drawing = form('/workspaces/:site/manage/floors/:floor/plan/drawing', {
  action: drawPlan,
  load: floorHere,
  values: (_visit, { floor }) => ({
    floor: floor.id,
    words: floor.backdrop_words ?? '',
    version: String(floor.version),
  }),
  view(_visit, { workplace, floor }, state) {
    const backdrop = backdropOf(workplace, floor)
    const view = formView(`Drawing beneath ${floor.name}`, workplace, state, {
      submit: backdrop === null ? 'Put it beneath' : 'Put it in place of the other',
      cancel: planAt(workplace, floor),
      before: html`${planNavigation(manageAt(workplace), floor, 'drawing')}${paragraph(
        'Walls, doors, stairs and lifts. Of an SVG only lines, shapes and words are taken over; everything else is left out, and you are told what it was.',
      )}${
        backdrop === null
          ? null
          : html`<div class="connects-scroll" role="region" aria-label="The drawing" tabindex="0"><img src="${backdrop}" alt="${floor.backdrop_words ?? `The drawing beneath ${floor.name}`}" width="${Math.round(Math.min(480, floor.plan_width * scaleOf(floor)))}"/></div> <p class="govuk-body"><a class="govuk-link" href="${planAt(workplace, floor)}/clear">Take this drawing away</a></p> `
      }`,
    })
    return view
  },
  then: ({ site, floor, leftOut }) => ({
    to: `/workspaces/${site}/manage/floors/${floor}/plan`,
    notice:
      leftOut.length === 0
        ? 'The drawing lies under the plan.'
        : `The drawing lies under the plan. Left out: ${leftOut.slice(0, 10).join(', ')}.`,
  }),
})

const clear = form('/workspaces/:site/manage/floors/:floor/plan/clear', {
  action: clearPlan,
  load: floorHere,
  values: (_visit, { floor }) => ({ floor: floor.id, version: String(floor.version) }),
  view: (_visit, { workplace, floor }, state) =>
    formView(`Take the drawing of ${floor.name} away`, workplace, state, {
      submit: 'Take it away',
      look: 'warning',
      cancel: planAt(workplace, floor),
      before: paragraph('The places stay where they were put down.'),
    }),
  then: ({ site, floor }) => ({
    to: `/workspaces/${site}/manage/floors/${floor}/plan`,
    notice: 'The drawing was taken away.',
  }),
})

export const planPages = [plan, drawing, clear]

// The face that composition gives the server: the layout around a view, the page of an error, the plain form.
import { html } from '#platform/html/index.ts'
import type { ErrorSketch, Face, FormState, Surroundings, View } from '#platform/http/index.ts'
import { assets as readAssets, type Assets } from './assets.ts'
import { DEFAULT_BRAND } from './brand.ts'
import { errorSummary, renderForm } from './forms.ts'
import { layout } from './layout.ts'
import { heading, link, paragraph } from './parts/words.ts'

/** Joins the styles and scripts and gives the face; once at start. */
export function openFace(): Face {
  const files: Assets = readAssets()
  return {
    document: (view, surroundings) => documentOf(view, surroundings, files),
    error: errorView,
    form: formView,
    assets: [...files.files.values()],
  }
}

function documentOf(view: View, around: Surroundings, files: Assets): string {
  return layout({
    title: view.title,
    body: view.body,
    brand: {
      name: around.brand.name || DEFAULT_BRAND.name,
      colour: around.brand.colour,
      initials: around.brand.mark ?? null,
    },
    navigation: around.navigation.map(({ text, href, current }) => ({ label: text, href, current })),
    section:
      around.section === undefined || around.section === null
        ? null
        : {
            label: around.section.label,
            links: around.section.links.map(({ text, href, current }) => ({ label: text, href, current })),
          },
    person: around.person,
    notice: around.notice,
    back: view.back,
    breadcrumbs: view.breadcrumbs,
    demonstration: around.demonstration,
    nonce: around.nonce,
    csrf: around.csrf,
    errors: view.faulty,
    assets: files,
    path: around.path,
    wide: view.wide,
    refreshSeconds: view.refreshSeconds,
  })
}

/** What went wrong, in words, and what to do next. The reference leads to the log; the code is for whoever helps. */
export function errorView(sketch: ErrorSketch): View {
  const next = sketch.next ?? { href: '/', text: 'Go to the start page' }
  return {
    title: sketch.title,
    status: sketch.status,
    body: html`${heading(sketch.title)}${paragraph(sketch.message)}${paragraph(link(next.href, next.text))}${
      sketch.status >= 500 ? paragraph(html`Reference: <strong>${sketch.reference}</strong>`) : null
    }
      <p class="govuk-body-s connects-none">${sketch.status >= 500 ? null : html`Reference ${sketch.reference}. `}Code ${sketch.code}.
      </p>`,
  }
}

/** A form's page when it says nothing itself: heading, every field, one button in the action's words. */
export function formView(form: FormState): View {
  return {
    title: form.title,
    body: html`${errorSummary(form)}${heading(form.title)}${renderForm(form, { submit: form.title, summary: false })}`,
  }
}

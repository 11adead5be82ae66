// The frame of every page: the partnership's band, the navigation in the reader's words, the page, the foot.
import { html, safe, type Content, type Html } from '#platform/html/index.ts'
import { faviconPath } from './assets.ts'
import { usableColour, type Brand } from './brand.ts'
import { hidden } from './parts/words.ts'
import { noticeBanner, subNavigation } from './parts.ts'

export type NavigationItem = { readonly label: string; readonly href: string; readonly current?: boolean }

export type Crumb = { readonly text: string; readonly href?: string | undefined }

export type LayoutPage = {
  readonly title: string
  readonly body: Content
  readonly brand: Brand
  readonly navigation: readonly NavigationItem[]
  readonly section?: { readonly label: string; readonly links: readonly NavigationItem[] } | null
  /** Who is signed in; null for a visitor. */
  readonly person: { readonly name: string; readonly href?: string } | null
  /** What was just done, from the redirect that brought the reader here. */
  readonly notice?: Content
  readonly back?: { readonly href: string; readonly text: string } | undefined
  readonly breadcrumbs?: readonly Crumb[] | undefined
  /** Marks the installation's activity as invented, on every page. */
  readonly demonstration: boolean
  readonly nonce: string
  /** The token of the sign-out form; none for a visitor. */
  readonly csrf?: string | undefined
  /** Whether the page shows faults: its title then says so first, which a screen reader reads first. */
  readonly errors?: boolean | undefined
  readonly assets: { readonly css: { readonly path: string }; readonly js: { readonly path: string } }
  /** Where signing in leads back to. */
  readonly path?: string | undefined
  /** Prose too takes the whole width. Tables, figures and charts always do. */
  readonly wide?: boolean | undefined
  /** Asks again after so many seconds where scripts are off: work in progress. */
  readonly refreshSeconds?: number | undefined
}

const FOOT = [
  { text: 'Accessibility statement', href: '/accessibility-statement' },
  { text: 'Cookies', href: '/cookies' },
  { text: 'Privacy', href: '/privacy' },
  { text: 'API', href: '/api' },
]

/** The whole document. */
export function layout(page: LayoutPage): string {
  const name = page.brand.name
  const title = `${page.errors === true ? 'Error: ' : ''}${page.title === name ? name : `${page.title} – ${name}`}`
  return `<!DOCTYPE html>\n${
    html`<html lang="en" class="govuk-template">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" content="${usableColour(page.brand.colour)}" />
        <meta name="color-scheme" content="light" />
        <link rel="icon" href="${faviconPath(page.assets)}" type="image/svg+xml" />
        <link rel="stylesheet" href="${page.assets.css.path}" />
        ${page.refreshSeconds === undefined ? null : html`<noscript><meta http-equiv="refresh" content="${page.refreshSeconds}" /></noscript> `}
        <style nonce="${page.nonce}">:root{--connects-brand:${usableColour(page.brand.colour)}}</style>
      </head>
      <body class="govuk-template__body">
        <script nonce="${page.nonce}">document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '')</script>
        <a href="#main-content" class="govuk-skip-link" data-module="govuk-skip-link">Skip to main content</a>
        ${header(page)}
        <div class="govuk-width-container">${breadcrumbs(page.breadcrumbs)}${page.back === undefined ? null : html`<nav aria-label="Back"><a href="${page.back.href}" class="govuk-back-link">${page.back.text}</a></nav> `}
          <main class="govuk-main-wrapper${page.wide === true ? '' : ' connects-main'}" id="main-content">${page.notice === undefined || page.notice === null || page.notice === '' ? null : noticeBanner(page.notice, { kind: 'success' })}${page.body}</main>
        </div>
        ${footer(page)}
        <script type="module" nonce="${page.nonce}" src="${page.assets.js.path}"></script>
      </body>
    </html>`.text
  }\n`
}

function header(page: LayoutPage): Html {
  return html`<header class="govuk-template__header">
    <div class="connects-header">
      <div class="govuk-width-container connects-header__row">
        <a class="connects-header__home" href="/">${mark(page.brand)}<span>${page.brand.name}</span></a>
        ${searchBox()}${personOf(page)}</div>
    </div>
    ${demonstration(page.demonstration)}${navigation(page.navigation)}</header>${section(page)}`
}

// One box on every page. What was asked stands in the page's own form, so this one is always empty.
function searchBox(): Html {
  return html`<form class="connects-search" method="get" action="/search" role="search" aria-label="Everything">
    <label class="govuk-visually-hidden" for="search-everything">Search everything</label>
    <input class="connects-search__words" id="search-everything" name="words" type="search" maxlength="200" autocomplete="off" />
    <button type="submit" class="connects-search__button">Search</button>
  </form> `
}

function mark(brand: Brand): Html {
  const initials = (brand.initials ?? '').trim().slice(0, 3)
  const inner =
    initials === ''
      ? safe(
          '<path d="M12 25 18 12l6 13z" fill="none" stroke="#fff" stroke-width="2.500"/><g fill="#fff"><circle cx="18" cy="11" r="4.500"/><circle cx="10.500" cy="25" r="4.500"/><circle cx="25.500" cy="25" r="4.500"/></g>',
        )
      : html`<text x="18" y="23.500" text-anchor="middle" font-size="${initials.length > 2 ? 13 : 16}" font-weight="700" fill="#fff">${initials}</text>`
  return html`<svg class="connects-header__mark" viewBox="0 0 36 36" aria-hidden="true" focusable="false">
    <rect x="1" y="1" width="34" height="34" rx="7" fill="none" stroke="#fff" stroke-width="2" />
    ${inner}</svg>`
}

function personOf(page: LayoutPage): Html {
  if (page.person === null) {
    const back =
      page.path === undefined || page.path === '/' || page.path.startsWith('/sign-')
        ? ''
        : `?to=${encodeURIComponent(page.path)}`
    return html`<div class="connects-header__person">
      <a class="connects-header__link" href="/sign-in${back}">Sign in</a>
    </div>`
  }
  const { name, href } = page.person
  const who =
    href === undefined
      ? html`<span>${name}</span>`
      : html`<a class="connects-header__link" href="${href}">${name}</a>`
  return html`<div class="connects-header__person">${who}
    <form method="post" action="/sign-out">
      <input type="hidden" name="_csrf" value="${page.csrf ?? ''}" /><button type="submit" class="connects-header__link">
        Sign out
      </button>
    </form>
  </div>`
}

function demonstration(shown: boolean): Html | null {
  if (!shown) return null
  return html`<div class="connects-demonstration" role="region" aria-label="Demonstration">
    <div class="govuk-width-container">
      <p>
        <strong>Demonstration:</strong> invented activity on real public facts. The people in it do not exist.
      </p>
    </div>
  </div> `
}

function navigation(items: readonly NavigationItem[]): Html | null {
  if (items.length === 0) return null
  return html`<div class="govuk-service-navigation connects-nav" data-module="govuk-service-navigation">
    <div class="govuk-width-container">
      <div class="govuk-service-navigation__container">
        <nav aria-label="Menu" class="govuk-service-navigation__wrapper">
          <button type="button" class="govuk-service-navigation__toggle govuk-js-service-navigation-toggle" aria-controls="navigation" hidden aria-hidden="true">
            Menu
          </button>
          <ul class="govuk-service-navigation__list" id="navigation">${items.map((item) => {
            const current = item.current === true
            const words = current
              ? html`<strong class="govuk-service-navigation__active-fallback">${item.label}</strong>`
              : item.label
            return html`<li class="govuk-service-navigation__item${current ? ' govuk-service-navigation__item--active' : ''}">
                <a class="govuk-service-navigation__link" href="${item.href}"${current ? html` aria-current="true"` : null}>${words}</a>
              </li> `
          })}</ul>
        </nav>
      </div>
    </div>
  </div>`
}

// The rooms that stand under the same entry of the menu, the current one marked.
function section({ section: rooms }: LayoutPage): Html | null {
  if (rooms === undefined || rooms === null) return null
  return html`<div class="govuk-width-container connects-section">
    ${subNavigation(
      rooms.label,
      rooms.links.map(({ label, href, current }) => ({ text: label, href, current: current === true })),
    )}</div> `
}

function breadcrumbs(crumbs: readonly Crumb[] | undefined): Html | null {
  if (crumbs === undefined || crumbs.length === 0) return null
  return html`<nav class="govuk-breadcrumbs govuk-breadcrumbs--collapse-on-mobile" aria-label="Breadcrumb">
    <ol class="govuk-breadcrumbs__list">${crumbs.map((crumb) =>
      crumb.href === undefined
        ? html`<li class="govuk-breadcrumbs__list-item" aria-current="page">${crumb.text}</li>`
        : html`<li class="govuk-breadcrumbs__list-item">
              <a class="govuk-breadcrumbs__link" href="${crumb.href}">${crumb.text}</a>
            </li>`,
    )}</ol>
  </nav> `
}

function footer(page: LayoutPage): Html {
  return html`<footer class="govuk-template__footer">
    <div class="govuk-footer">
      <div class="govuk-width-container">
        <div class="govuk-footer__meta">
          <div class="govuk-footer__meta-item govuk-footer__meta-item--grow">
            <h2 class="govuk-visually-hidden">About ${page.brand.name}${hidden('on Connects')}</h2>
            <ul class="govuk-footer__inline-list">${FOOT.map((one) => html`<li class="govuk-footer__inline-list-item"><a class="govuk-footer__link" href="${one.href}">${one.text}</a></li> `)}</ul>
            ${page.demonstration ? html`<p class="govuk-body-s govuk-!-margin-bottom-0">Demonstration: invented activity on real public facts.</p>` : null}</div>
        </div>
      </div>
    </div>
  </footer>`
}

// What a page and a form are: values that name their address and permission, read like a table of contents,
// and know nothing of the server that carries them.
import type { ServerResponse } from 'node:http'
import type { Action, Query, Reader } from '../actions/index.ts'
import type { Fault } from '../errors/index.ts'
import type { Choice, Fields } from '../fields/index.ts'
import type { Content, Html } from '../html/index.ts'

export type Link = { readonly href: string; readonly text: string }

/** What a page shows inside the layout. */
export type View = {
  readonly title: string
  readonly body: Html
  readonly back?: Link
  readonly breadcrumbs?: readonly Link[]
  /** 200 unless said otherwise. */
  readonly status?: number
  /** The page shows faults, so its title begins with "Error:". */
  readonly faulty?: boolean
  /** Wider than two thirds: tables, dashboards. */
  readonly wide?: boolean
  /** Seconds after which a page without JavaScript asks again, for work in progress. */
  readonly refreshSeconds?: number
  /** Other origins that its forms may lead to, such as a sign-in provider. */
  readonly formTargets?: readonly string[]
}

export type Visit = Reader & {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** The address as asked for, with its query. */
  readonly path: string
  readonly host: string
  readonly requestId: string
  readonly sessionId: string | null
  /** Whether the sign-in is recent. */
  readonly fresh: boolean
  readonly cookies: Readonly<Record<string, string | undefined>>
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly address: string
  readonly csrf: string
  /** Performs an action as this visitor, for the few pages that do more than one form does. */
  perform<R>(action: Action<any, R>, raw: Readonly<Record<string, unknown>>): Promise<R> // eslint-disable-line @typescript-eslint/no-explicit-any
  /** Asks a declared query as this visitor, so that one which discloses is recorded. */
  ask<R>(query: Query<any, R>, raw: Readonly<Record<string, unknown>>): Promise<R> // eslint-disable-line @typescript-eslint/no-explicit-any
}

/**
 * Where our pages are, for what leads to them from paper, from screens and from other devices. Whatever is no host was
 * refused before the page (checkHost).
 */
export const originOf = (visit: Pick<Visit, 'host'>): string =>
  `${/^(localhost|127(\.\d+){3}|\[::1\])(:|$)/i.test(visit.host) ? 'http' : 'https'}://${visit.host}`

export type Cookie = {
  readonly name: string
  readonly value: string
  /** Absent ends with the browser; 0 removes it. */
  readonly maxAgeSeconds?: number
}

export type Answer =
  | { readonly kind: 'view'; readonly view: View; readonly cookies?: readonly Cookie[] }
  | {
      readonly kind: 'redirect'
      readonly to: string
      readonly notice?: string
      readonly cookies?: readonly Cookie[]
    }
  | {
      readonly kind: 'download'
      readonly name: string
      readonly type: string
      readonly bytes: Uint8Array
      readonly inline?: boolean
    }
  | { readonly kind: 'file'; readonly file: string; readonly owner: string }
  | {
      readonly kind: 'stream'
      /** Begins the stream; whatever it throws before its first byte is an ordinary refusal. */
      readonly start: (response: ServerResponse, headers: Readonly<Record<string, string>>) => Promise<void>
    }
  | { readonly kind: 'json'; readonly value: unknown }
  | {
      readonly kind: 'polled'
      readonly type: string
      readonly text: string
      readonly maxAgeSeconds: number
    }

/** Shows a page. */
export function page(view: View, cookies?: readonly Cookie[]): Answer {
  return cookies === undefined ? { kind: 'view', view } : { kind: 'view', view, cookies }
}

/** Sends the browser on with 303, with a sentence for the top of the next page. */
export function redirect(to: string, notice?: string, cookies?: readonly Cookie[]): Answer {
  return {
    kind: 'redirect',
    to,
    ...(notice === undefined ? {} : { notice }),
    ...(cookies === undefined ? {} : { cookies }),
  }
}

/** Hands over a file. It is saved, not shown, unless `inline`, and only our own documents may be inline. */
export function download(file: { name: string; type: string; bytes: Uint8Array; inline?: boolean }): Answer {
  return { kind: 'download', ...file }
}

/** Serves an uploaded file through the record that owns it; the page has already decided that the visitor may see the record. */
export function ownedFile(wanted: { file: string; owner: string }): Answer {
  return { kind: 'file', ...wanted }
}

/** Answers a program that asks again and again: with a tag of the text, and 304 when it has that text already (RFC 9110 13.1.2). */
export function polled(wanted: { type: string; text: string; maxAgeSeconds: number }): Answer {
  return { kind: 'polled', ...wanted }
}

export type GetRoute = {
  readonly kind: 'get'
  readonly path: string
  readonly permission: string
  readonly run: (visit: Visit) => Promise<Answer>
}

/** A form as the face draws it: its questions, what was answered so far, what is wrong with it. */
export type FormState = {
  readonly action: string
  readonly title: string
  readonly fields: Fields
  readonly values: Readonly<Record<string, unknown>>
  readonly faults: readonly Fault[]
  /** A refusal that belongs to no single answer: a conflict with what has changed, a rule that stands in the way. */
  readonly problem?: {
    readonly message: string
    readonly code: string
    readonly current?: Readonly<Record<string, unknown>>
  }
  readonly options: Readonly<Record<string, readonly Choice[]>>
  readonly hidden: Readonly<Record<string, string>>
  readonly multipart: boolean
}

export type FormRoute<F extends Fields = Fields, R = unknown, L = unknown> = {
  readonly kind: 'form'
  readonly path: string
  readonly action: Action<F, R>
  /** Answers that the address gives, which the page neither shows nor takes from the body. */
  readonly fixed?: (visit: Visit) => Readonly<Record<string, unknown>>
  /** Whether the address exists for this visit at all. When not, it answers as any unknown one, before anything else is looked at. */
  readonly exists?: (visit: Visit) => boolean
  /**
   * The address itself proves that its sender may: it is sealed, known to one reader of a mail, and lets them stop
   * something. Such a form needs no token of a browser, because a mail program posts it without one (RFC 8058);
   * everything else, the Origin check included, holds as for any form.
   */
  readonly addressProves?: boolean
  /** What the page shows around the form; 404 by throwing when the record is not the visitor's to see. */
  readonly load?: (visit: Visit) => Promise<L>
  /** The answers to begin with, as raw values. */
  readonly values?: (
    visit: Visit,
    loaded: L,
  ) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>
  /** The records on offer for `pick` and `picks` fields. */
  readonly options?: (
    visit: Visit,
    loaded: L,
  ) => Readonly<Record<string, readonly Choice[]>> | Promise<Readonly<Record<string, readonly Choice[]>>>
  /** The page; without it, heading, every field and a button. */
  readonly view?: (visit: Visit, loaded: L, form: FormState) => View | Promise<View>
  /** Where to go when it is done. */
  readonly then: (
    result: R,
    visit: Visit,
    loaded: L,
  ) => { readonly to: string; readonly notice?: string; readonly cookies?: readonly Cookie[] } | Answer
}

export type Page = GetRoute | FormRoute<any, any, any> // eslint-disable-line @typescript-eslint/no-explicit-any

/** A page to read. */
export function get(path: string, sketch: Omit<GetRoute, 'kind' | 'path'>): GetRoute {
  return { kind: 'get', path, ...sketch }
}

/** A page with a form: GET shows it, POST performs its action and goes on with a 303. */
export function form<F extends Fields, R, L = undefined>(
  path: string,
  sketch: Omit<FormRoute<F, R, L>, 'kind' | 'path'>,
): FormRoute<F, R, L> {
  return { kind: 'form', path, ...sketch }
}

/** What the layout needs around a page. */
export type Surroundings = {
  readonly nonce: string
  readonly path: string
  readonly csrf: string
  readonly person: { readonly name: string; readonly href: string } | null
  readonly navigation: readonly (Link & { readonly current: boolean })[]
  /** The rooms beside this one, under the same entry of the navigation. */
  readonly section?: {
    readonly label: string
    readonly links: readonly (Link & { readonly current: boolean })[]
  } | null
  readonly brand: { readonly name: string; readonly colour: string; readonly mark?: string }
  readonly notice: string | null
  readonly demonstration: boolean
}

export type ErrorSketch = {
  readonly status: number
  readonly title: string
  readonly message: string
  readonly code: string
  readonly reference: string
  readonly next?: Link
}

/** The face that composition gives the server: it draws, the server carries. */
export type Face = {
  document(view: View, surroundings: Surroundings): string
  error(sketch: ErrorSketch): View
  form(form: FormState): View
  readonly assets: readonly {
    readonly path: string
    readonly type: string
    readonly body: Uint8Array | string
    readonly gzip?: Uint8Array
  }[]
}

export type { Content }

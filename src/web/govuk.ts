// The 39 components of the GOV.UK Design System as typed functions: `govuk.button({ text: 'Save' })`.
import type { Html } from '#platform/html/index.ts'
import type { GovukOptions } from './govuk-options.ts'
import { macroOf } from './macros.ts'

const component = <Name extends keyof GovukOptions>(name: Name): ((options: GovukOptions[Name]) => Html) =>
  macroOf(
    `govuk/components/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    `govuk${name.charAt(0).toUpperCase()}${name.slice(1)}`,
  )

export const govuk: { readonly [Name in keyof GovukOptions]: (options: GovukOptions[Name]) => Html } = {
  accordion: component('accordion'),
  backLink: component('backLink'),
  breadcrumbs: component('breadcrumbs'),
  button: component('button'),
  characterCount: component('characterCount'),
  checkboxes: component('checkboxes'),
  cookieBanner: component('cookieBanner'),
  dateInput: component('dateInput'),
  details: component('details'),
  errorMessage: component('errorMessage'),
  errorSummary: component('errorSummary'),
  exitThisPage: component('exitThisPage'),
  feedback: component('feedback'),
  fieldset: component('fieldset'),
  fileUpload: component('fileUpload'),
  footer: component('footer'),
  genericHeader: component('genericHeader'),
  header: component('header'),
  hint: component('hint'),
  input: component('input'),
  insetText: component('insetText'),
  label: component('label'),
  languageNavigation: component('languageNavigation'),
  notificationBanner: component('notificationBanner'),
  pagination: component('pagination'),
  panel: component('panel'),
  passwordInput: component('passwordInput'),
  phaseBanner: component('phaseBanner'),
  radios: component('radios'),
  select: component('select'),
  serviceNavigation: component('serviceNavigation'),
  skipLink: component('skipLink'),
  summaryList: component('summaryList'),
  table: component('table'),
  tabs: component('tabs'),
  tag: component('tag'),
  taskList: component('taskList'),
  textarea: component('textarea'),
  warningText: component('warningText'),
}

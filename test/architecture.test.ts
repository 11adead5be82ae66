// The house style as a test: every file is read once, and each rule says in words what breaks it. The rules are in
// CONTRIBUTING.md and STYLE.md; the few exceptions, with their reasons, in architecture/exceptions.ts.
import { test } from 'node:test'
import * as declarations from './architecture/declarations.ts'
import { readHouse, type House } from './architecture/house.ts'
import * as imports from './architecture/imports.ts'
import * as papers from './architecture/papers.ts'
import * as references from './architecture/references.ts'
import * as tables from './architecture/tables.ts'
import * as words from './architecture/words.ts'

const house = readHouse()

const RULES: Readonly<Record<string, (house: House) => readonly string[]>> = {
  'The platform imports only the platform, by front doors, and only parts before':
    imports.platformKeepsToItself,
  'Every part of the platform has a place in its order': imports.everyPartHasAPlace,
  'The platform says no word of the partnership': words.platformKnowsNoPartnership,
  'A module imports another by its front door, names it in its uses, and only from above in the list':
    imports.modulesUseFrontDoors,
  'What a module uses stands above it in the list, and every module is listed': imports.usesPointUp,
  'The face of the pages knows no module': imports.webKnowsNoModule,
  'Inside a module files import leftwards': imports.modulesReadLeftwards,
  'A module writes only its own schema': tables.modulesWriteTheirOwn,
  'A module reads others’ tables only through the views they publish': tables.modulesReadViews,
  'Actions take the transaction, and nothing leaves the machine inside it': declarations.actionsStayInside,
  'Rules are pure: time, money and errors, no clock and no chance': imports.rulesArePure,
  'Every action and page names a permission that some role holds': declarations.permissionsAreHeld,
  'Queries take the reader first': declarations.queriesTakeTheReader,
  'No default exports, and no front door that hands everything on': declarations.exportsAreNamed,
  'No file keeps state at its top': declarations.noStateInModules,
  'No file imports itself by a detour': imports.noCycles,
  'Every import leads to a file': imports.importsLeadSomewhere,
  'Actions and queries are named module.noun.verb, once': declarations.actionsAreNamed,
  'A refusal’s code begins with the module or part that refuses': words.refusalsAreSigned,
  'The machine is asked for the time in one place': declarations.oneClock,
  'Every file is reached from an entry': references.everyFileIsReached,
  'Every view is shown by a page': references.everyViewIsShown,
  'Every style and layout is named by a source': references.everyAssetIsNamed,
  'Migrations are dated and say why': tables.migrationsSayWhy,
  'Constraints are named module_noun_what': tables.constraintsAreNamed,
  'No file or folder is named for nothing in particular': words.namesSayWhat,
  'No path of one machine and no host of packages stands anywhere': words.noPlaceOfOneMachine,
  'Every module and part has a README, and a module’s names each of its actions': papers.readmesNameActions,
  'The papers show the list of modules as it stands': papers.tablesAreTheList,
  'The settings in the how-to are the settings there are': papers.settingsAreTheTable,
  'Each dependency is exact, is used, and has its reason': papers.dependenciesHaveReasons,
  'Decisions are numbered once': papers.decisionsAreNumbered,
}

for (const [title, rule] of Object.entries(RULES)) {
  test(title, () => {
    const faults = rule(house)
    // Where in this file it failed tells nobody anything, so the list stands alone.
    if (faults.length > 0)
      throw Object.assign(new Error(), { stack: `\n${faults.map((fault) => `  ${fault}`).join('\n')}` })
  })
}
